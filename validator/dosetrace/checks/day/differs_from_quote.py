"""The days of a drug are the days its words name, each of them and no other."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.quoted import differs
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Fact, Kind
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import days
from dosetrace.timeline import Quote
from dosetrace.wording import numbered

LEVEL = Level.ERROR
WHY = 'Vincristine was given on each of days 4 to 11 because "4-11" was read for "4 and 11" (ISMP).'
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    groups: dict[tuple[str, Quote], list[Fact]] = {}
    for fact in subject.facts:
        if fact.kind is Kind.DAYS and fact.quotes and fact.derived is None:
            dated = [quote for quote in fact.quotes if days(quote.text)]
            for quote in dated:
                groups.setdefault((fact.group, quote), []).append(fact)
            if not dated:
                yield differs(subject, fact, [])
    for (_, quote), facts in groups.items():
        yield from _judge(subject, quote, facts)


def _judge(subject: Protocol | Fhir, quote: Quote, facts: list[Fact]) -> Iterator[Problem]:
    given = sorted({day for fact in facts if isinstance(fact.value, tuple) for day in fact.value})
    said = list(days(quote.text) or ())
    if given != said:
        found, expected = (", ".join(map(str, listed)) for listed in (given, said))
        message = f"given on {numbered('day', given)}, the words say {numbered('day', said)}"
        yield Problem(
            message,
            facts[0].path,
            found,
            expected,
            subject.sentence((quote,)),
            tuple(fact.path for fact in facts[1:]),
        )
