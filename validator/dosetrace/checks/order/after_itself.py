"""No action is before, after or at the same time as itself."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.relations import relations
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "An action that waits for itself never begins."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for plan in subject.document.plans:
        for one in relations(plan):
            if one.target == one.action:
                message = f'"{one.action}" is {one.relationship} itself'
                yield Problem(message, one.path, one.target, "another action")
