"""A choice by a condition says what to do when it does not hold, and of a source also when nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.branches import Branch, Choice, choices
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import condition_text
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "PlanDefinition/$apply drops an action whose condition fails: without a branch for the rest, nothing is given."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for choice in choices(subject.document):
        if choice.behaviour == "exactly-one":
            yield from _judge(choice, strict=subject.has_provenance)


def _judge(choice: Choice, *, strict: bool) -> Iterator[Problem]:
    """`strict` where the file has a source to account for: there every case is written out."""
    asked = [branch for branch in choice.branches if branch.action.get("condition")]
    if len(choice.branches) < 2 or (strict and len(asked) < 2) or _asks_one_side(choice):
        yield _problem(choice, asked, "a branch for when the condition does not hold")
    elif strict and (all(b.orders for b in asked) or all(b.for_unknown is False for b in choice.branches)):
        yield _problem(choice, asked, "a branch without a dose for when it is not known")


def _asks_one_side(choice: Choice) -> bool:
    """Whether only one branch compares a value, and all others ask whether it is known."""
    compared = [branch for branch in choice.branches if branch.range is not None]
    others = [branch for branch in choice.branches if branch.range is None]
    return len(compared) == 1 and all(branch.is_test_for_null for branch in others)


def _problem(choice: Choice, asked: list[Branch], expected: str) -> Problem:
    found = "; ".join(condition_text(branch.action) or "?" for branch in asked)
    return Problem(f"a choice between {found}, expected also {expected}", choice.path, found, expected)
