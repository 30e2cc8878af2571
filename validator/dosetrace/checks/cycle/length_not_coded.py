"""The length of a cycle that its words state is coded in its timing too."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import repeat_of
from dosetrace.fhir.read.document import words
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import cycle_lengths

LEVEL = Level.WARNING
WHY = "A system that plans by the timing does not read titles: the next cycle has no date."
JUDGES = (Fhir,)

_WORDS = ("title", "textEquivalent", "description")


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        repeat = repeat_of(cycle.action)
        if not any(name in repeat for name in ("period", "duration", "boundsDuration", "boundsRange", "boundsPeriod")):
            for name in _WORDS:
                text = words(cycle.action.get(name))
                said = cycle_lengths(text) if text else []
                if len(said) == 1:
                    message = f'the words say a cycle of {said[0].text}, no length is coded: "{text}"'
                    yield Problem(message, (*cycle.path, name), "no length", said[0].text)
