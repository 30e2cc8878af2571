"""Every dose, and every other dosing number, is more than nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Fact
from dosetrace.findings import Level, Problem
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = "FHIR marks what is not stated by data-absent-reason; a zero is a dose of nothing."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    for fact in subject.facts:
        smallest = _smallest(fact)
        if smallest is not None and smallest <= 0:
            yield Problem(f"{fact.statement}, expected more than 0", fact.path, fact.text, "more than 0")


def _smallest(fact: Fact) -> Decimal | None:
    if isinstance(fact.value, Amount):
        return fact.value.low
    return Decimal(fact.value) if isinstance(fact.value, int) else None
