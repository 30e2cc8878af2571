"""Of two phases that give one drug in the same cycles, each says under which condition."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from dosetrace.checks.subjects import Protocol
from dosetrace.findings import Level, Problem
from dosetrace.model import Phase

LEVEL = Level.ERROR
WHY = "A dose for patients in remission beside one for everybody is given on top of it, not in its place."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    for one, other in permutations(subject.regimen.phases, 2):
        if one.when is not None and other.when is None:
            both = _together(one, other)
            if both:
                names = f'{_name(one)} is for "{one.when.text}", {_name(other)} for everybody'
                message = f"{', '.join(both)}: {names}, in the same cycles"
                yield Problem(message, ("reading",), "no condition", "a condition on each")


def _together(bound: Phase, free: Phase) -> list[str]:
    """The drugs of one phase that the other gives without any condition, where they share cycles."""
    if bound.cycles is None or free.cycles is None or not set(bound.cycles.numbers) & set(free.cycles.numbers):
        return []
    return sorted({give.drug for give in bound.gives} & {give.drug for give in free.gives if give.when is None})


def _name(phase: Phase) -> str:
    return phase.title or phase.id or "a phase"
