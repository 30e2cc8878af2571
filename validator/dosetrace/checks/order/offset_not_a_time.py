"""The time between two actions is a time."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.relations import offsets
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosage import unit_of
from dosetrace.findings import Level, Problem
from dosetrace.spelling import unit_of_text

LEVEL = Level.ERROR
WHY = "FHIR: relatedAction.offset[x] is a Duration, or a range of them; one in milligrams moves no dose."
JUDGES = (Fhir,)

_TIMES = ("min", "h", "d", "wk", "mo", "a")


def check(subject: Fhir) -> Iterator[Problem]:
    for path, offset in offsets(subject.document):
        unit = unit_of(offset)
        known = unit_of_text(unit) if unit not in _TIMES else None
        if known is not None and known.dimension not in ("[time]", "[calendar]"):
            yield Problem(f"an offset in {unit}, expected a time", path, unit, "such as d or h")
