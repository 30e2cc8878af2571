"""The number of cycles in the title or description of a cycle is the number it has."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import Cycle, repeat_of
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.timing import whole
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import cycle_counts

LEVEL = Level.ERROR
WHY = "A cycle lost in the structure stays in the title, and people order by the title."
JUDGES = (Fhir,)

_TEXTS = ("title", "description", "textEquivalent")


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        for name in _TEXTS:
            text = words(cycle.action.get(name))
            if text and cycle.numbers is not None:
                yield from _judge(cycle, cycle.numbers, name, text)


def _judge(cycle: Cycle, numbers: tuple[int, ...], name: str, text: str) -> Iterator[Problem]:
    """A text may count the cycles of the whole course: only a number for this action is compared."""
    said = set(cycle_counts(text))
    coded = {len(numbers), whole(repeat_of(cycle.action).get("count")), numbers[-1]}
    if len(said) == 1 and not said & coded:
        found, expected = str(len(numbers)), str(said.pop())
        yield Problem(f'{found} cycles, the text says {expected}: "{text}"', (*cycle.path, name), found, expected)
