"""The title of an action and the text of the dosage that it orders say the same of what the structure leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.dosetexts import Rate, comparable, in_days, rate_of_repeat
from dosetrace.checks.shared.orders import Order, orders
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, words
from dosetrace.findings import Level, Path, Problem
from dosetrace.reader.phrases import intervals, ordered_doses
from dosetrace.wording import every_text

LEVEL = Level.ERROR
WHY = "One person ticks the title, another reads the text of the dosage; nothing coded tells which of them is right."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for order in orders(subject.document):
        if len(order.medicine.dosages) == 1:
            yield from _judge(order, *order.medicine.dosages[0])


def _judge(order: Order, path: Path, dosage: Json) -> Iterator[Problem]:
    text = words(dosage.get("text"))
    for name in ("title", "textEquivalent") if text else ():
        title = words(order.action.get(name))
        for said, other in _differences(title, text, dosage) if title else ():
            message = f'the {name} says {said}, the text of the dosage {other}: "{text}"'
            yield Problem(message, (*order.path, name), said, other, related=((*path, "text"),))


def _differences(title: str, text: str, dosage: Json) -> Iterator[tuple[str, str]]:
    """The interval and the amount of both, where the Dosage codes none."""
    one, other = intervals(title), intervals(text)
    if one and other and in_days(one[0]) != in_days(other[0]) and _rate(dosage) is None:
        yield every_text(one[0]), every_text(other[0])
    if "doseAndRate" not in dosage:
        first, second = ([phrase.amount for phrase in ordered_doses(words)] for words in (title, text))
        if len(first) == len(second) == 1 and comparable(first[0], second[0]) and not first[0].equals(second[0]):
            yield str(first[0]), str(second[0])


def _rate(dosage: Json) -> Rate | None:
    return rate_of_repeat(mapping(mapping(dosage.get("timing")).get("repeat")))
