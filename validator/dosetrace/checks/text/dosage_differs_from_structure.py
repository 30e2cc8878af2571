"""The text of a Dosage, of whatever resource, says what its structure says: amount, times, interval and length."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.dosetexts import interval, of_the_day, often, one_sided
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosage import amounts_of, dose_of_dosage
from dosetrace.fhir.read.dosages import Written, written
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import doses
from dosetrace.timeline import Dose

LEVEL = Level.ERROR
WHY = 'HL7\'s own example medrx0309 says "twice daily" in its text and encodes once in two days.'
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        yield from _judge(one, dose_of_dosage(subject.document, one.value))


def _judge(one: Written, coded: Dose) -> Iterator[Problem]:
    text = one.text
    for said, structure in (*_amounts(one, coded), *often(text, coded), *interval(text, coded)):
        message = f'the text says {said}, the structure says {structure}: "{text}"'
        yield Problem(message, (*one.path, "text"), said, structure, help=f"read: {said}; encoded: {structure}")


def _amounts(one: Written, coded: Dose) -> Iterator[tuple[str, str]]:
    """Doses beside doses; where an amount per day is coded in their place, amounts per day beside it."""
    said, day = doses(one.text), of_the_day(one.text, coded)
    if coded.per == "day" and coded.amount is not None:
        return one_sided([phrase.amount for phrase in said if phrase.per_day], [coded.amount])
    stated = [phrase.amount for phrase in said if day is None or not phrase.amount.equals(day)]
    return one_sided(stated, amounts_of(one.value))
