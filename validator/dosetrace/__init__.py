"""Dosetrace: chemotherapy regimens in which every number can be followed to its sentence.

`check`, `schedule` and `read` are the commands of the same names for programs; docs/pages/python.md shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any

from dosetrace.findings import Finding, InputError, Level

if TYPE_CHECKING:
    from dosetrace.reader.claims import Reading
    from dosetrace.timeline import Schedule

__version__ = "0.1.0"
__all__ = ["Finding", "InputError", "Level", "check", "read", "schedule"]


def check(target: str | PathLike[str] | Mapping[str, Any], *, fhir_version: str | None = None) -> list[Finding]:
    """What is wrong with a file, with all files below a folder, with a protocol named by its id, or with a parsed FHIR
    resource (a mapping; its findings have a path and no line). A string is never FHIR text.

    `fhir_version` is `r4` or `r5`; without it the content tells. Raises InputError for what cannot be read.
    """
    from dosetrace.api import check as judge

    return judge(target, fhir_version)


def schedule(target: str | PathLike[str] | Mapping[str, Any], *, fhir_version: str | None = None) -> Schedule:
    """The schedule of a protocol named by its id, of a protocol file, or of a FHIR file or parsed FHIR resource with a
    PlanDefinition. Raises InputError where there is none."""
    from dosetrace.api import schedule as scheduled

    return scheduled(target, fhir_version)


def read(text: str) -> Reading:
    """The doses that prose states, one claim for each drug and dose; what was not understood is in `unread`."""
    from dosetrace.reader.read import read as read_prose

    return read_prose(text)
