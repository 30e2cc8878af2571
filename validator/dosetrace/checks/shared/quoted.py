"""Comparing a fact with the words it points to: what the checks of doses, days, cycles and times share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from dosetrace.checks.subjects import Subject
from dosetrace.facts import Fact, Kind, Threshold, value_text
from dosetrace.findings import Problem
from dosetrace.timeline import Quote
from dosetrace.units import Amount

T = TypeVar("T")


def unlike(
    subject: Subject,
    kinds: Iterable[Kind],
    read: Callable[[str], Iterable[T]],
    agrees: Callable[[T, Fact], bool],
) -> Iterator[Problem]:
    """Every quoted fact of these kinds whose words say something else, or nothing of the kind."""
    wanted = set(kinds)
    for fact in subject.facts:
        if fact.kind in wanted and fact.quotes and fact.derived is None:
            said = [value for quote in fact.quotes for value in read(quote.text)]
            if not any(agrees(value, fact) for value in said):
                yield differs(subject, fact, list(map(_said, said)))


def differs(subject: Subject, fact: Fact, said: list[str], quotes: tuple[Quote, ...] | None = None) -> Problem:
    """The problem that a fact is not what its words say."""
    expected = " or ".join(dict.fromkeys(said)) or None
    says = f"the words say {expected}" if expected else "the words say nothing of it"
    sentence = subject.sentence(quotes if quotes is not None else fact.quotes)
    return Problem(f"{fact.statement}, {says}", fact.path, fact.text, expected, sentence)


def _said(value: object) -> str:
    return value_text(value) if isinstance(value, Amount | Threshold) else str(value)


def same_amount(said: Amount, fact: Fact) -> bool:
    """Whether a fact is this amount."""
    return isinstance(fact.value, Amount) and said.equals(fact.value)
