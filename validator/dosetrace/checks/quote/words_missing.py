"""In a file with quotes, every drug a plan gives, every choice and every trait of the patients points to its words."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import FhirDocument, Json, Resource, mapping, objects, words
from dosetrace.fhir.read.marks import derived, quotes
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "Among statements with their words, one without can have come from anywhere."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    if not subject.has_provenance:
        return
    for cycle in subject.cycles:
        for leaf in cycle.leaves:
            if not leaf.quotes:
                yield _problem(f"{words(leaf.action.get('title')) or leaf.definition} is given", leaf.path)
    for path, action in actions(subject.document):
        if action.get("selectionBehavior") == "exactly-one" and not _is_quoted(subject.document, action):
            yield _problem(f"{words(action.get('title')) or 'this choice'} is offered", path)
    for group in subject.document.of_kind("Group"):
        yield from _traits(subject.document, group)


def _is_quoted(document: FhirDocument, choice: Json) -> bool:
    """Whether the choice has words, or an option of it that is no choice of its own."""
    options = [one for _, one in objects(choice.get("action")) if one.get("selectionBehavior") != "exactly-one"]
    return any(quotes(one, document) for one in (choice, *options))


def _traits(document: FhirDocument, group: Resource) -> Iterator[Problem]:
    """The traits without words, where another trait of the group has some."""
    found = [(index, _has_words(document, trait)) for index, trait in objects(group.value.get("characteristic"))]
    for index, quoted in found if any(quoted for _, quoted in found) else ():
        if not quoted:
            yield _problem("a trait of the patients is stated", (*group.path, "characteristic", index))


def _has_words(document: FhirDocument, trait: Json) -> bool:
    values = [mapping(value) for name, value in trait.items() if name.lstrip("_").startswith("value")]
    parts = [part for value in values for part in (value, mapping(value.get("low")), mapping(value.get("high")))]
    return any(quotes(part, document) or derived(part) for part in (trait, *parts))


def _problem(what: str, path: Path) -> Problem:
    return Problem(f"{what} and no words are quoted for it", path, "no quote", "the words that say so")
