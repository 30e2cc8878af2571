"""A drug is not given twice at one dose level on one day of a cycle."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A copied action that nobody re-dated doubles the dose of its day."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        seen: dict[tuple[str, int, str | None, str | None], tuple[str | int, ...]] = {}
        for leaf in cycle.leaves:
            for day in leaf.days or ():
                key = (leaf.definition, day, leaf.when, leaf.switch)
                if key in seen:
                    yield Problem(
                        f"{leaf.definition} is given twice on day {day}",
                        leaf.path,
                        str(day),
                        "once",
                        related=(seen[key],),
                    )
                seen.setdefault(key, leaf.path)
