"""The text of a Dosage, of whatever resource, says what its structure says: amount, times, interval and length."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.daily import per_day
from dosetrace.checks.shared.dosetexts import interval, of_the_day, often, one_sided
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping
from dosetrace.fhir.read.dosage import amounts_of, dose_of_dosage, quantity
from dosetrace.fhir.read.dosages import Written, written
from dosetrace.fhir.read.timing import timed_by_code
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import doses, ordered_doses
from dosetrace.timeline import Dose
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = 'HL7\'s own example medrx0309 says "twice daily" in its text and encodes once in two days.'
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        if one.text:
            yield from _judge(subject, one)


def _judge(subject: Fhir, one: Written) -> Iterator[Problem]:
    text = one.text
    coded = timed_by_code(dose_of_dosage(subject.document, one.value), mapping(one.value.get("timing")))
    for said, structure in (
        *one_sided(_stated(text, coded), amounts_of(one.value)),
        *_given(text, one),
        *per_day(text, one),
        *often(text, coded, one.repeat),
        *interval(text, coded, one.repeat),
    ):
        message = f'the text says {said}, the structure says {structure}: "{text}"'
        yield Problem(message, (*one.path, "text"), said, structure, help=f"read: {said}; encoded: {structure}")


def _stated(text: str, coded: Dose) -> list[Amount]:
    """The amounts of a text without what a day adds up to, and without its maxima where it has others."""
    day, ordered = of_the_day(text, coded), ordered_doses(text)
    return [phrase.amount for phrase in ordered or doses(text) if day is None or not phrase.amount.equals(day)]


def _given(text: str, one: Written) -> Iterator[tuple[str, str]]:
    """An administration has one dose, worked out for the patient: a text per kg or m2 says nothing against it."""
    given, said = quantity(mapping(one.value.get("dose"))), doses(text)
    if given is not None and len(said) == 1 and said[0].amount.unit.family == given.unit.family:
        stated = said[0].amount.in_unit(given.unit)
        if not stated.low <= given.low <= stated.high:
            yield str(said[0].amount), str(given)
