"""The time between two actions is a time."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.relations import offsets
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR: relatedAction.offset[x] is a Duration, or a range of them; one in milligrams moves no dose."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, amount in offsets(subject.document):
        dimension = amount.unit.dimension
        if dimension is not None and dimension not in ("[time]", "[calendar]"):
            yield Problem(f"an offset of {amount}, expected a time", path, str(amount), "such as d or h")
