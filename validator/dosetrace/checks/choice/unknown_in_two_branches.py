"""Where one branch is there for a value that is not known, no other branch holds for it too."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.branches import choices
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "CQL: null is in no list that lacks it, so its negation is true: who was never tested passes for one who failed."
JUDGES = (Fhir,)

_ONE_AT_MOST = ("exactly-one", "at-most-one")


def check(subject: Fhir) -> Iterator[Problem]:
    for choice in choices(subject.document):
        decides = [branch for branch in choice.branches if branch.is_test_for_null and not branch.orders]
        for branch in choice.branches if decides and choice.behaviour in _ONE_AT_MOST else ():
            if branch.for_unknown and not branch.is_test_for_null:
                found = " and ".join(branch.bodies)[:200]
                message = f'"{found}" also holds for a value that is not known, which another branch is there for'
                yield Problem(message, (*branch.path, "condition"), found, "not null", related=(decides[0].path,))
