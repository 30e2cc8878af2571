"""The number of cycles that the words of a cycle state is coded in its timing too."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import Cycle, repeat_of
from dosetrace.fhir.read.document import words
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import cycle_counts
from dosetrace.wording import counted

LEVEL = Level.WARNING
WHY = "A system that plans by the timing does not read titles: the cycles go on without an end."
JUDGES = (Fhir,)

_WORDS = ("title", "textEquivalent", "description")
_ENDS = ("count", "countMax", "boundsDuration", "boundsRange", "boundsPeriod")


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        if not any(name in repeat_of(cycle.action) for name in _ENDS):
            yield from _judge(cycle)


def _judge(cycle: Cycle) -> Iterator[Problem]:
    for name in _WORDS:
        text = words(cycle.action.get(name))
        said = set(cycle_counts(text)) if text else set()
        if len(said) == 1:
            stated = counted(said.pop(), "cycle")
            yield Problem(f'the words say {stated}, no number is coded: "{text}"', (*cycle.path, name), "none", stated)
