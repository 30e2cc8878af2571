"""The numbers that the branches of a choice ask for leave no hole between them."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.branches import Branch, Choice, Range, choices, ranges_of
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR (selectionBehavior): one has to be chosen, and for a value in the hole there is none."
JUDGES = (Fhir,)

_ONE_IS_NEEDED = ("exactly-one", "one-or-more")


def check(subject: Fhir) -> Iterator[Problem]:
    for choice in choices(subject.document):
        if choice.behaviour in _ONE_IS_NEEDED:
            yield from _judge(choice)


def _judge(choice: Choice) -> Iterator[Problem]:
    found = ranges_of(choice)
    before: tuple[Branch, Range] | None = found[0] if found else None
    for branch, here in found[1:]:
        if before is None:
            return
        hole = Range(here.what, before[1].high, not before[1].with_high, here.low, not here.with_low)
        if before[1].high is not None and here.low is not None and not hole.is_empty:
            message = f"no branch holds for {hole}, expected one for every value between the branches"
            yield Problem(message, branch.path, str(hole), "a branch that holds", related=(before[0].path,))
        before = max(before, (branch, here), key=lambda pair: pair[1].ends)
