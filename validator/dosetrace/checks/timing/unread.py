"""A Timing of an administration is one that a dose can be counted by."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, objects
from dosetrace.fhir.read.dosage import time
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR invariants tim-1 and tim-2: a duration and a period have a unit; it is one of the codes of UnitsOfTime."
JUDGES = (Fhir,)

_UNITS = ("s", "min", "h", "d", "wk", "mo", "a")


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.of_kind("ActivityDefinition"):
        for index, dosage in objects(resource.value.get("dosage")):
            repeat = mapping(mapping(dosage.get("timing")).get("repeat"))
            for name in ("period", "duration"):
                wrong = _wrong(repeat, name) if name in repeat else None
                if wrong:
                    path = (*resource.path, "dosage", index, "timing", "repeat", name)
                    yield Problem(f"a {name} {wrong[0]}, expected {wrong[1]}", path, *wrong)


def _wrong(repeat: Json, name: str) -> tuple[str, str] | None:
    """(what is there, what may be) of a time that cannot be read."""
    unit = repeat.get(f"{name}Unit")
    if unit not in _UNITS:
        return (f"with the unit {unit}" if unit else "without a unit", f"one of {', '.join(_UNITS)}")
    return None if time(repeat, name) is not None else (f"of {repeat[name]}", "a number")
