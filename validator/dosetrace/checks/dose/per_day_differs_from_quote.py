"""A dose is per day where its words say "per day", and only there."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Kind
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import doses
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = "An amount per day read as one per administration is multiplied by the number of administrations."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    for fact in subject.facts:
        if fact.kind in (Kind.DOSE, Kind.DAILY_DOSE) and isinstance(fact.value, Amount):
            said = [phrase for quote in fact.quotes for phrase in doses(quote.text) if phrase.amount.equals(fact.value)]
            daily = fact.kind is Kind.DAILY_DOSE
            if said and all(phrase.per_day != daily for phrase in said):
                found, expected = _words(daily), _words(not daily)
                message = f"{fact.text} is {found}, the words say {expected}"
                yield Problem(message, fact.path, found, expected, subject.sentence(fact.quotes))


def _words(daily: bool) -> str:
    return "per day" if daily else "per administration"
