"""Days are counted from 1."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "The first day of a cycle is day 1 in the sources and in timing-daysOfCycle; a list from day 0 moves every dose."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        for leaf in cycle.leaves:
            for day in leaf.days or ():
                if day < 1:
                    yield Problem(f"given on day {day}, expected day 1 or later", leaf.path, str(day), "1 or more")
