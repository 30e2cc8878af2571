"""The branch for the case that nobody knows holds when nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.branches import Branch, choices
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import condition_text
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = (
    "CQL and FHIRPath: a comparison with null is null, and so is its negation: without a test for null no branch holds."
)
JUDGES = (Fhir,)

_NOT_KNOWN = re.compile(
    r"\b(?:not |un)(?:yet )?(?:known|assessed|measured|available|tested|determined|documented|recorded)\b|\bmissing\b",
    re.IGNORECASE,
)


def check(subject: Fhir) -> Iterator[Problem]:
    for choice in choices(subject.document):
        for branch in choice.branches if choice.behaviour == "exactly-one" else ():
            if branch.for_unknown is False and len(choice.branches) > 1 and _for_the_unknown(branch):
                found = " and ".join(branch.bodies)[:200]
                message = f'"{found}" does not hold for a value that is not known, expected a test for null'
                yield Problem(message, (*branch.path, "condition"), found, "such as: value is null")


def _for_the_unknown(branch: Branch) -> bool:
    """Whether its words say that something is not known."""
    return any(_NOT_KNOWN.search(text) for text in (*branch.words, condition_text(branch.action) or ""))
