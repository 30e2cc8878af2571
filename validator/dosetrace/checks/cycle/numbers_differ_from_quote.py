"""The cycles in which something is given are those its words name."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.quoted import differs
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Fact, Kind, value_text
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import cycles
from dosetrace.timeline import cycles_text
from dosetrace.wording import numbered

LEVEL = Level.ERROR
WHY = "A drug meant for the first four cycles and given in all eight is given twice as often."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    for fact in subject.facts:
        if fact.kind is Kind.CYCLES and fact.quotes:
            named = [cycles(quote.text) for quote in fact.quotes]
            said = [numbers for numbers in named if numbers]
            if not _agree(fact, said) and (said or fact.derived is None):
                yield differs(subject, fact, [cycles_text(numbers) for numbers in said])
            elif isinstance(subject, Protocol) and fact.derived is not None and "numbers" in fact.path:
                yield from _left_out(subject, fact, said)


def _left_out(subject: Protocol, fact: Fact, said: list[tuple[int, ...]]) -> Iterator[Problem]:
    """Of the named cycles only those behind the last one of the course may be left out."""
    within = {n for numbers in said for n in numbers if n <= subject.regimen.cycle_count}
    missing = sorted(within - set(fact.value if isinstance(fact.value, tuple) else ()))
    if missing:
        found, expected = fact.text, ", ".join(map(str, sorted(within)))
        is_not = "is not" if len(missing) == 1 else "are not"
        message = f"of the cycles named, {numbered('cycle', missing)} {is_not} among {value_text(fact.value)}"
        yield Problem(message, fact.path, found, expected, subject.sentence(fact.quotes))


def _agree(fact: Fact, said: list[tuple[int, ...]]) -> bool:
    """A part of the cycles, or a derived selection, lies within the named ones; else they are the same."""
    if not isinstance(fact.value, tuple):
        return False
    if fact.group == "part" or fact.derived is not None:
        return all(set(fact.value) <= set(numbers) for numbers in said)
    return fact.value in said
