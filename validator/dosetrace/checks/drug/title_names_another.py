"""The drug that a title names is the drug of the definition or the order."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.medicines import Medicine, drugs_in, medicines, same_drug
from dosetrace.checks.shared.orders import orders
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, words
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
