"""The drug that a title names is the drug of the definition, the order, or all that is below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.medicines import Medicine, drugs_in, medicines, same_drug
from dosetrace.checks.shared.orders import Order, orders
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import FhirDocument, Json, listed, mapping, words
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "A wrong link gives the right line on the screen and another drug in the pharmacy."
JUDGES = (Fhir,)

_TITLES = ("title", "textEquivalent")


def check(subject: Fhir) -> Iterator[Problem]:
    for medicine in medicines(subject.document):
        if medicine.concept:
            yield from _titles(medicine.resource.value, medicine.resource.path, medicine)
            for path, dosage in medicine.dosages:
                yield from _judge(words(dosage.get("text")), (*path, "text"), medicine)
    for order in orders(subject.document):
        yield from _titles(order.action, order.path, order.medicine)
    yield from _groups(subject.document)


def _groups(document: FhirDocument) -> Iterator[Problem]:
    """A group that begins with a drug and gives one drug only: `vincristine: exactly one of these`."""
    found = orders(document)
    groups = {path: (action, list[Order]()) for path, action in actions(document) if _names_a_drug(action)}
    for order in found if groups else ():
        for end in range(len(order.path)):
            if order.path[:end] in groups:
                groups[order.path[:end]][1].append(order)
    for path, (group, below) in groups.items():
        if len({order.medicine.drugs for order in below}) == 1 and _gives_nothing_else(group, below):
            yield from _judge(words(group.get("title")), (*path, "title"), below[0].medicine)


def _names_a_drug(action: Json) -> bool:
    """Whether it is a group whose title begins with its one drug, and no word follows, as in `methotrexate rescue`."""
    title = words(action.get("title")) if "action" in action else ""
    named = drugs_in(title) if title else ()
    return len(named) == 1 and _begins(title, named[0].start) and bool(_ENDS.match(title, named[0].end))


_ENDS = re.compile(r"\s*(?:$|[:;,(]|\d)")


def _gives_nothing_else(group: Json, known: list[Order]) -> bool:
    """Whether every action below it that gives something is among these."""
    waiting, giving = list(listed(group.get("action"))), 0
    while waiting:
        action = mapping(waiting.pop())
        waiting += listed(action.get("action"))
        giving += any(name in action for name in _GIVES)
    return giving == len(known)


_GIVES = ("definitionCanonical", "definitionUri", "resource")


def _titles(element: Json, path: Path, medicine: Medicine) -> Iterator[Problem]:
    for name in _TITLES:
        yield from _judge(words(element.get(name)), (*path, name), medicine)


def _judge(text: str, path: Path, medicine: Medicine) -> Iterator[Problem]:
    """Only a drug that the text begins with: one behind it may be what is given before, after or with it."""
    named = drugs_in(text) if text else ()
    known = medicine.drugs if named else frozenset()
    if not known or not _begins(text, named[0].start):
        return
    if not any(same_drug(here.drug, drug) for here in named for drug in known):
        expected = " and ".join(sorted(known))
        message = f'"{text[:200]}" names {named[0].drug}, the drug is {expected}'
        yield Problem(message, path, named[0].drug, expected, related=(medicine.path,))


def _begins(text: str, start: int) -> bool:
    """Whether nothing but a day, a number or a bracket stands before the name: `Day 1: vincristine`."""
    before = text[:start].lower().replace("give", "").replace("administer", "")
    return "," not in before and (not before.strip() or before.rstrip().endswith(":") or before.strip() in "([")
