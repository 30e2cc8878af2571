"""In a file with quotes, every drug a plan gives and every choice it offers points to its words."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, objects, words
from dosetrace.fhir.read.marks import quotes
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A drug without words can have come from anywhere, right dose or not."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    if not subject.has_provenance:
        return
    for cycle in subject.cycles:
        for leaf in cycle.leaves:
            if not leaf.quotes:
                name = words(leaf.action.get("title")) or leaf.definition
                message = f"{name} is given and no words are quoted for it"
                yield Problem(message, leaf.path, "no quote", "the words that say that it is given")
    for path, action in actions(subject.document):
        if action.get("selectionBehavior") == "exactly-one" and not _quoted(subject, action):
            message = f"{words(action.get('title')) or 'a choice'} offers a choice and no words are quoted for it"
            yield Problem(message, path, "no quote", "the words that offer the choice")


def _quoted(subject: Fhir, action: Json) -> bool:
    """Whether the choice has words, or an option of it that is no choice of its own."""
    options = [one for _, one in objects(action.get("action")) if one.get("selectionBehavior") != "exactly-one"]
    return any(quotes(one, subject.document) for one in (action, *options))
