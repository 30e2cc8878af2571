"""The cycles in which something is given are those its words name."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.quoted import differs
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Fact, Kind
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import cycles

LEVEL = Level.ERROR
WHY = "A drug meant for the first four cycles and given in all eight is given twice as often."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    for fact in subject.facts:
        if fact.kind is Kind.CYCLES and fact.quotes:
            named = [cycles(quote.text) for quote in fact.quotes]
            said = [numbers for numbers in named if numbers]
            if not _agree(fact, said) and (said or fact.derived is None):
                yield differs(subject, fact, [", ".join(map(str, numbers)) for numbers in said])


def _agree(fact: Fact, said: list[tuple[int, ...]]) -> bool:
    """A part of the cycles, or a derived selection, lies within the named ones; else they are the same."""
    if not isinstance(fact.value, tuple):
        return False
    if fact.group == "part" or fact.derived is not None:
        return all(set(fact.value) <= set(numbers) for numbers in said)
    return fact.value in said
