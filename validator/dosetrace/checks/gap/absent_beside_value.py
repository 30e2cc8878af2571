"""A value that is marked absent is not there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import Any, cast

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json
from dosetrace.fhir.read.marks import is_absent
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "FHIR's data-absent-reason says why a value is missing; a value beside it was added by somebody."
JUDGES = (Fhir,)

_VALUES = {"value", "coding", "text", "numerator", "low", "high"}


def check(subject: Fhir) -> Iterator[Problem]:
    for path, value in subject.document.elements:
        if "extension" in value and is_absent(value) and _is_stated(subject, path, value):
            yield Problem("marked as not stated, with a value beside it", path, "a value", "no value")


def _is_stated(subject: Fhir, path: Path, value: Json) -> bool:
    """Whether the element has a value, or is the `_period` beside a `period`."""
    name = str(path[-1]) if path else ""
    if name.startswith("_"):
        holder: Any = reduce(getitem, path[:-1], cast("Any", subject.document.value))
        return name[1:] in holder
    return bool(_VALUES & set(value))
