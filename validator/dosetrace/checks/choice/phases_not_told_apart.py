"""Of two phases that give one drug in the same cycles, each says under which condition."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from dosetrace.checks.subjects import Protocol
from dosetrace.findings import Level, Problem
from dosetrace.model import Phase

LEVEL = Level.ERROR
WHY = "A dose for patients in remission beside one for everybody is given on top of it, not in its place."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    for one, other in combinations(subject.regimen.phases, 2):
        if (one.when is None) != (other.when is None):
            both = _together(one, other)
            if both:
                free, bound = (one, other) if one.when is None else (other, one)
                said = bound.when.text if bound.when else ""
                names = f'{_name(bound)} is for "{said}", {_name(free)} for everybody'
                message = f"{', '.join(both)}: {names}, in the same cycles"
                yield Problem(message, ("reading",), "no condition", "a condition on each")


def _together(one: Phase, other: Phase) -> list[str]:
    """The drugs that both give, where they share cycles."""
    if one.cycles is None or other.cycles is None or not set(one.cycles.numbers) & set(other.cycles.numbers):
        return []
    return sorted({give.drug for give in one.gives} & {give.drug for give in other.gives})


def _name(phase: Phase) -> str:
    return phase.title or phase.id or "a phase"
