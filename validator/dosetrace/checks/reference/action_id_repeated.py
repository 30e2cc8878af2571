"""Every action of a plan has an id of its own."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "FHIR Element.id is unique in its resource: a relation to one of two actions with one id is a relation to either."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for plan in subject.document.resources:
        seen: dict[str, Path] = {}
        for path, action in actions_of(plan):
            name = words(action.get("id"))
            if name and name in seen:
                yield Problem(f'the action id "{name}" is used twice', (*path, "id"), name, related=(seen[name],))
            seen.setdefault(name, path)
