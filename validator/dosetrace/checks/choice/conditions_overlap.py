"""Branches of a choice of one do not reach over each other, and none asks what another asks."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.branches import Branch, Choice, Range, choices, ranges_of
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.WARNING
WHY = "Two branches that hold leave the choice between two doses to chance or to whoever happens to sit there."
JUDGES = (Fhir,)

_ONE_AT_MOST = ("exactly-one", "at-most-one")


def check(subject: Fhir) -> Iterator[Problem]:
    for choice in choices(subject.document):
        if choice.behaviour in _ONE_AT_MOST:
            yield from _ranges(choice)
            yield from _same(choice)


def _ranges(choice: Choice) -> Iterator[Problem]:
    """A branch within another is an alternative that is allowed there; two that reach over each other are not."""
    widest: tuple[Branch, Range] | None = None
    for branch, here in ranges_of(choice):
        both = widest[1].and_(here) if widest is not None else here
        if widest is not None and not both.is_empty and both not in (widest[1], here):
            message = f"two branches hold for {both}, expected one"
            yield Problem(message, branch.path, str(both), "one branch", related=(widest[0].path,))
        if widest is None or here.ends > widest[1].ends:
            widest = (branch, here)


def _same(choice: Choice) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], Path] = {}
    for branch in choice.branches:
        if branch.bodies and branch.asks in seen:
            found = " and ".join(branch.bodies)[:200]
            related = (seen[branch.asks],)
            yield Problem(f'two branches ask the same: "{found}"', branch.path, found, "one branch", related=related)
        seen.setdefault(branch.asks, branch.path)
