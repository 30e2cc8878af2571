"""No action waits for the end of a group that it is part of, nor comes before it."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.relations import ENDS, relations
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A group ends when its last action has ended: one of them that waits for that never begins."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for plan in subject.document.plans:
        for one in relations(plan):
            if one.relationship in ENDS and one.target in one.groups:
                message = f'"{one.action}" is {one.relationship} "{one.target}", which it is part of'
                yield Problem(message, one.path, f"{one.relationship} {one.target}", "after-start, or another action")
