"""The text of a Dosage, of whatever resource, says what its structure says: amount, times, interval and length."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.checks.texts import interval, often, one_sided
from dosetrace.fhir.read.document import Json, objects, words
from dosetrace.fhir.read.dosage import amounts_of, dose_of_dosage
from dosetrace.findings import Level, Path, Problem
from dosetrace.reader.phrases import doses

LEVEL = Level.ERROR
WHY = 'HL7\'s own example medrx0309 says "twice daily" in its text and encodes once in two days.'
JUDGES = (Fhir,)

_SLOTS = ("dosage", "dosageInstruction")


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.resources:
        for slot in _SLOTS:
            for index, dosage in objects(resource.value.get(slot)):
                yield from _judge(subject, (*resource.path, slot, index), dosage)


def _judge(subject: Fhir, path: Path, dosage: Json) -> Iterator[Problem]:
    text, coded = words(dosage.get("text")), dose_of_dosage(subject.document, dosage)
    stated = [phrase.amount for phrase in doses(text)]
    for said, structure in (*one_sided(stated, amounts_of(dosage)), *often(text, coded), *interval(text, coded)):
        message = f'the text says {said}, the structure says {structure}: "{text}"'
        yield Problem(message, (*path, "text"), said, structure, help=f"read: {said}; encoded: {structure}")
