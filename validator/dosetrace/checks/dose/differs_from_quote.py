"""Every dose, amount and unit, is the one its words state."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.quoted import differs
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Fact, Kind
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import DosePhrase, doses
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = "12 of 20 points of prescription error came from how the protocol was built (BMC Health Serv Res 2013;13:522)."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    for fact in subject.facts:
        if fact.kind in (Kind.DOSE, Kind.DAILY_DOSE, Kind.TOTAL) and fact.quotes and isinstance(fact.value, Amount):
            yield from _judge(subject, fact, fact.value)


def _judge(subject: Protocol | Fhir, fact: Fact, amount: Amount) -> Iterator[Problem]:
    said = {quote: doses(quote.text) for quote in fact.quotes}
    stated = [phrase for phrases in said.values() for phrase in phrases]
    if not all(any(_is(phrase.amount, end) for phrase in stated) for end in _ends(amount)):
        yield differs(subject, fact, _shown(stated))
        return
    for quote, phrases in said.items():
        if phrases and not any(_is(phrase.amount, end) for phrase in phrases for end in _ends(amount)):
            yield differs(subject, fact, _shown(phrases), (quote,))


def _ends(amount: Amount) -> list[Amount]:
    """The whole, or both ends of a range: a text may give them in two places."""
    return [Amount(end, end, amount.unit) for end in (amount.low, amount.high)]


def _is(said: Amount, end: Amount) -> bool:
    return said.unit.code == end.unit.code and end.low in (said.low, said.high)


def _shown(phrases: list[DosePhrase]) -> list[str]:
    return [f"{phrase.amount}{'/d' if phrase.per_day else ''}" for phrase in phrases]
