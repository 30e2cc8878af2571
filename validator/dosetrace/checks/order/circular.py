"""Actions do not wait for each other in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.circles import circles
from dosetrace.checks.shared.relations import Relation, relations
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "Of two actions that wait for each other neither ever begins; an engine gives both at once, or none."
JUDGES = (Fhir,)

_MOST_NAMES = 6


def check(subject: Fhir) -> Iterator[Problem]:
    for plan in subject.document.plans:
        later: dict[str, list[tuple[str, Relation]]] = {}
        for one in relations(plan):
            if one.waits is not None and one.target != one.action:
                waiting, awaited = one.waits
                later.setdefault(waiting, []).append((awaited, one))
        for names, closing in circles(later):
            yield _problem(names, closing)


def _problem(names: list[str], one: Relation) -> Problem:
    shown = [f'"{name}"' for name in names]
    circle = " after ".join(shown if len(shown) <= _MOST_NAMES else [*shown[:_MOST_NAMES], "…", shown[-1]])
    return Problem(f"{circle}: none of them can be the first", one.path, one.relationship, "an order with a beginning")
