"""A choice by conditions has a branch that holds when the value they ask for is not known."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.branches import choices
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import condition_text
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = (
    "CQL and FHIRPath: a comparison with null is null: for a patient without the value every branch is dropped, unseen."
)
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    """Files with a source to account for are judged by choice/branch-missing."""
    for choice in choices(subject.document) if not subject.has_provenance else ():
        branches = choice.branches
        if choice.behaviour == "exactly-one" and len(branches) > 1 and all(b.for_unknown is False for b in branches):
            found = "; ".join(condition_text(branch.action) or "?" for branch in branches)[:300]
            message = f"a choice between {found}, no branch holds where the value is not known"
            yield Problem(message, choice.path, found, "a branch for a value that is not known")
