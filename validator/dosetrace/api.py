"""What programs call: the package exports it, and imports it when it is called."""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dosetrace.checks.jobs import parts
from dosetrace.checks.load import Loader
from dosetrace.checks.outcome import Outcome, gathered, outcome_of
from dosetrace.checks.registry import checks
from dosetrace.data import find_dataset
from dosetrace.findings import Finding, InputError
from dosetrace.targets import pieces, read_target
from dosetrace.timeline import Schedule

Target = str | os.PathLike[str] | Mapping[str, Any]
PARSED = "<parsed>"
"""The file name of a resource that was given as a mapping."""


def check(target: Target, fhir_version: str | None) -> list[Finding]:
    """The findings in the order of files and lines. Raises InputError."""
    return _outcome(_loader(fhir_version), target).findings


def schedule(target: Target, fhir_version: str | None) -> Schedule:
    """The schedule of a target. Raises InputError."""
    reads = _loader(fhir_version)
    if not isinstance(target, Mapping):
        return read_target(reads, _path(target), "protocol")[0]
    found = reads.parsed(_resource(target), PARSED).schedule
    if found is None:
        raise InputError(f"{PARSED} has no PlanDefinition")
    return found


def _loader(fhir_version: str | None) -> Loader:
    if fhir_version not in (None, "r4", "r5"):
        raise InputError(f'the FHIR version is "{fhir_version}"; expected "r4" or "r5"')
    return Loader(find_dataset(), fhir_version)


def _outcome(reads: Loader, target: Target) -> Outcome:
    if isinstance(target, Mapping):
        return outcome_of([reads.parsed(_resource(target), PARSED)], checks())
    outcome = gathered(parts(reads, pieces(reads, _path(target)), checks()), len(checks()))
    if not outcome.files:
        raise InputError(f"{_path(target)}: no protocol and no FHIR file there")
    return outcome


def _path(target: str | os.PathLike[str]) -> str:
    """Raises InputError for bytes and for what stands for standard input on the command line."""
    path = os.fspath(target)
    if not isinstance(path, str) or path == "-":
        raise InputError(f"{path!r} is no path; expected a file, a folder, a protocol's id or a parsed FHIR resource")
    return path


def _finite(value: Decimal, path: str) -> Decimal:
    if not value.is_finite():
        raise InputError(f"{PARSED}: {path} is {str(value).lower()}; expected a number")
    return value


def _resource(value: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key): _json(item, str(key)) for key, item in value.items()}


def _json(value: Any, path: str) -> Any:
    """A value as the reader of JSON would have it: numbers with a point are Decimals. Raises InputError."""
    if isinstance(value, Mapping):
        return {str(key): _json(item, f"{path}.{key}") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item, f"{path}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, float | Decimal):
        return _finite(Decimal(repr(value)) if isinstance(value, float) else value, path)
    if value is None or isinstance(value, str | bool | int):
        return value
    raise InputError(
        f"{PARSED}: {path} is a {type(value).__name__}; expected JSON values, "
        'as json.load or model_dump(mode="json") gives them'
    )
