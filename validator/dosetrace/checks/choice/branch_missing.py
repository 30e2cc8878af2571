"""A choice by a condition says what to do when it does not hold, and when nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import condition_text
from dosetrace.fhir.read.document import FhirDocument, Json, mapping, objects, words
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "PlanDefinition/$apply drops an action whose condition fails: without a branch for the rest, nothing is given."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, action in actions(subject.document):
        branches = [branch for _, branch in objects(action.get("action"))]
        asked = [branch for branch in branches if branch.get("condition")]
        if action.get("selectionBehavior") == "exactly-one" and asked:
            if len(asked) < 2 or len(branches) < 2:
                yield _problem(path, asked, "a branch for when the condition does not hold")
            elif not any(_decides(branch, subject.document) for branch in asked):
                yield _problem(path, asked, "a branch without a dose for when it is not known")


_GIVES = ("definitionCanonical", "definitionUri", "action")


def _decides(branch: Json, document: FhirDocument) -> bool:
    """Whether a branch gives nothing: no definition, and in a request no order of a medication."""
    target = words(mapping(branch.get("resource")).get("reference"))
    found = document.referenced(target) if target else None
    order = found.kind if found is not None else target
    return not any(branch.get(name) for name in _GIVES) and "Medication" not in order


def _problem(path: tuple[str | int, ...], asked: list[Json], expected: str) -> Problem:
    found = "; ".join(condition_text(branch) or "?" for branch in asked)
    return Problem(f"a choice between {found}, expected also {expected}", path, found, expected)
