"""The route that the words of a dosage or an action name is the one that is coded."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.medicines import medicines
from dosetrace.checks.shared.orders import orders
from dosetrace.checks.shared.routes import routes_in, routes_of
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, words
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = 'HL7\'s own example medrx0343a says "orally" in its text and encodes the intramuscular route.'
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for medicine in medicines(subject.document):
        for path, dosage in medicine.dosages:
            yield from _judge(words(dosage.get("text")), (*path, "text"), dosage, path)
    for order in orders(subject.document):
        if len(order.medicine.dosages) == 1:
            path, dosage = order.medicine.dosages[0]
            for name in ("title", "description", "textEquivalent"):
                yield from _judge(words(order.action.get(name)), (*order.path, name), dosage, path)


def _judge(text: str, at: Path, dosage: Json, path: Path) -> Iterator[Problem]:
    said = routes_in(text) if text and "route" in dosage else frozenset()
    coded = routes_of(mapping(dosage.get("route"))) if len(said) == 1 else frozenset()
    if len(coded) == 1 and said != coded:
        found, expected = next(iter(said)), next(iter(coded))
        message = f'the text says {found}, the route is {expected}: "{text[:200]}"'
        yield Problem(message, at, found, expected, related=((*path, "route"),))
