"""Actions do not wait for each other in a circle."""

from __future__ import annotations

from collections.abc import Iterator

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
        yield from _circles(later)


def _circles(later: dict[str, list[tuple[str, Relation]]]) -> Iterator[Problem]:
    """Each action is left once, so that a large plan takes no longer than it is long."""
    done: set[str] = set()
    for first in later:
        way: dict[str, int] = {}
        stack = [(first, iter(later[first]))] if first not in done else []
        way.update({first: 0} if stack else {})
        while stack:
            here, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                way.pop(here)
                done.add(here)
            elif following[0] in way:
                names = [name for name, _ in stack[way[following[0]] :]]
                yield _problem([*names, following[0]], following[1])
            elif following[0] not in done:
                way[following[0]] = len(stack)
                stack.append((following[0], iter(later.get(following[0], []))))


def _problem(names: list[str], one: Relation) -> Problem:
    shown = [f'"{name}"' for name in names]
    circle = " after ".join(shown if len(shown) <= _MOST_NAMES else [*shown[:_MOST_NAMES], "…", shown[-1]])
    return Problem(f"{circle}: none of them can be the first", one.path, one.relationship, "an order with a beginning")
