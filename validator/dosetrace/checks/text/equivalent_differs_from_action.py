"""The words of an action are those of the drug it orders: dose, times, interval, length and days."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.dosetexts import explained
from dosetrace.checks.shared.orders import orders
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.findings import Level, Path, Problem
from dosetrace.reader.phrases import days
from dosetrace.wording import numbered

LEVEL = Level.ERROR
WHY = "A screen may show the text of an action in place of what it points to."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    coded_days = {leaf.path: leaf.days for cycle in subject.cycles for leaf in cycle.leaves}
    for order in orders(subject.document):
        for name in ("textEquivalent", "description"):
            text, path = words(order.action.get(name)), (*order.path, name)
            if text:
                for said, coded in explained(text, order.dose):
                    yield Problem(f'the words say {said}, the order says {coded}: "{text}"', path, said, coded)
                yield from _days(text, path, coded_days.get(order.path))


def _days(text: str, path: Path, coded: tuple[int, ...] | None) -> Iterator[Problem]:
    said = days(text)
    if said and coded and set(said) != set(coded) and not _dash_read_otherwise(said, coded):
        found, expected = (numbered("day", sorted(set(days))) for days in (said, coded))
        yield Problem(f'the words say {found}, the action is on {expected}: "{text}"', path, found, expected)


def _dash_read_otherwise(said: tuple[int, ...], coded: tuple[int, ...]) -> bool:
    """Whether one has the two ends and the other all days between them: day/dash-range-differs says it."""
    ends = {(min(days), max(days)) for days in (said, coded)}
    return len(ends) == 1 and {2, max(coded) - min(coded) + 1} == {len(set(said)), len(set(coded))}
