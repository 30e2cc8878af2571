"""The text of a Dosage, of whatever resource, says what its structure says: amount, times, interval and length."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.dosetexts import interval, of_the_day, often, one_sided
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, words
from dosetrace.fhir.read.dosage import amounts_of, dosages, dose_of_dosage
from dosetrace.findings import Level, Path, Problem
from dosetrace.reader.phrases import doses

LEVEL = Level.ERROR
WHY = 'HL7\'s own example medrx0309 says "twice daily" in its text and encodes once in two days.'
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, dosage in dosages(subject.document):
        yield from _judge(subject, path, dosage)


def _judge(subject: Fhir, path: Path, dosage: Json) -> Iterator[Problem]:
    text, coded = words(dosage.get("text")), dose_of_dosage(subject.document, dosage)
    day = of_the_day(text, coded)
    stated = [phrase.amount for phrase in doses(text) if day is None or not phrase.amount.equals(day)]
    for said, structure in (*one_sided(stated, amounts_of(dosage)), *often(text, coded), *interval(text, coded)):
        message = f'the text says {said}, the structure says {structure}: "{text}"'
        yield Problem(message, (*path, "text"), said, structure, help=f"read: {said}; encoded: {structure}")
