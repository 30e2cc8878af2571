"""The doses of a cycle add up to the total that the title or description of the cycle states."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import Cycle
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.plan import blocks_of
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import sums
from dosetrace.totals import cycle_totals

LEVEL = Level.ERROR
WHY = "Doses that leave their sum in the title are noticed neither by who reads the title nor by who reads the doses."
JUDGES = (Fhir,)

_TEXTS = ("title", "description", "textEquivalent")


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        for name in _TEXTS:
            text = words(cycle.action.get(name))
            if "total" in text.lower():
                yield from _judge(subject, cycle, name, text)


def _judge(subject: Fhir, cycle: Cycle, name: str, text: str) -> Iterator[Problem]:
    """Only where one drug with one sum can be meant."""
    said = [amount for amount, per in sums(text) if per in ("administration", "cycle")]
    blocks = list(blocks_of(subject.document, cycle)) if len(said) == 1 else []
    totals = [total for block in blocks for total in cycle_totals(block)]
    for total in totals if len(totals) == 1 else ():
        found = total.amount if total.complete else None
        if found is not None and found.unit.family == said[0].unit.family and not found.equals(said[0]):
            message = f'{total.drug} adds up to {found} per cycle, the text says {said[0]}: "{text}"'
            yield Problem(message, (*cycle.path, name), str(found), str(said[0]))
