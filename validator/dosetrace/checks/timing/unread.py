"""A Timing of an administration is one that a dose can be counted by."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping, objects
from dosetrace.fhir.read.dosage import time
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR invariants tim-1, tim-2 and tim-5: a duration or period is positive and has its unit."
JUDGES = (Fhir,)

_UNITS = ("s", "min", "h", "d", "wk", "mo", "a")


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.of_kind("ActivityDefinition"):
        for index, dosage in objects(resource.value.get("dosage")):
            repeat = mapping(mapping(dosage.get("timing")).get("repeat"))
            for name in ("period", "duration"):
                amount, unit = time(repeat, name), repeat.get(f"{name}Unit")
                path = (*resource.path, "dosage", index, "timing", "repeat", name)
                if name in repeat and (amount is None or unit not in _UNITS):
                    yield Problem(
                        f"a {name} with the unit {unit}, expected one of {', '.join(_UNITS)}",
                        path,
                        str(unit),
                        "a unit of time",
                    )
