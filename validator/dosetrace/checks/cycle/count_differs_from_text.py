"""The number of cycles in the title or description of a cycle is the number it has."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import Cycle, repeat_of
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.timing import whole
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import cycle_counts
from dosetrace.wording import counted

LEVEL = Level.ERROR
WHY = "A cycle lost in the structure stays in the title, and people order by the title."
JUDGES = (Fhir,)

_TEXTS = ("title", "description", "textEquivalent")


def check(subject: Fhir) -> Iterator[Problem]:
    numbered = [cycle.numbers for cycle in subject.cycles if cycle.numbers]
    course = {sum(map(len, numbered)), max((numbers[-1] for numbers in numbered), default=0)}
    for cycle in subject.cycles:
        for name in _TEXTS if cycle.numbers else ():
            said = set(cycle_counts(words(cycle.action.get(name)))) if cycle.action.get(name) else set()
            if len(said) == 1 and not said & {*_coded(cycle), *course}:
                yield _problem(cycle, name, said.pop())


def _coded(cycle: Cycle) -> set[int | None]:
    """What a text may mean: the most or the least number of this action, or the number of its last cycle."""
    numbers = cycle.numbers or (0,)
    return {len(numbers), numbers[-1], whole(repeat_of(cycle.action).get("count"))}


def _problem(cycle: Cycle, name: str, said: int) -> Problem:
    found, text = counted(len(cycle.numbers or ()), "cycle"), words(cycle.action.get(name))
    return Problem(f'{found}, the text says {said}: "{text}"', (*cycle.path, name), found, counted(said, "cycle"))
