"""An action that says how many of its parts are chosen has parts."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import objects, words
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = (
    "FHIR (selectionBehavior): it is about the children of an action; without them it means nothing, or they were lost."
)
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, action in actions(subject.document):
        behaviour = words(action.get("selectionBehavior"))
        if behaviour not in ("", "exactly-one") and not objects(action.get("action")):
            message = f"{behaviour} of no options, expected options below the action"
            yield Problem(message, (*path, "selectionBehavior"), behaviour, "options")
