"""Every related action is an action of the same plan."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import objects, words
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "Neither the official validator nor a server notices a relation to an action that is not there."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for plan in subject.document.resources:
        found = list(actions_of(plan))
        known = [words(action.get("id")) for _, action in found]
        for path, action in found:
            for index, related in objects(action.get("relatedAction")):
                target = words(related.get("actionId")) or words(related.get("targetId"))
                if target not in known:
                    near = next(iter(get_close_matches(target, known, 1)), "an action of this plan")
                    yield Problem(f'no action "{target}" in this plan', (*path, "relatedAction", index), target, near)
