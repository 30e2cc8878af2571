"""A choice of exactly one has at least two options."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import objects
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "A choice that lost an option takes it from the patient."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, action in actions(subject.document):
        options = len(objects(action.get("action")))
        if action.get("selectionBehavior") == "exactly-one" and options < 2:
            yield Problem(f"exactly one of {options}, expected at least two options", path, str(options), "2 or more")
