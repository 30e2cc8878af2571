"""The instruction to the patient says what the Dosage beside it says: amount, times, interval and length."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.dosetexts import explained
from dosetrace.checks.shared.medicines import medicines
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, objects, words
from dosetrace.fhir.read.dosage import dose_of_dosage
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "The patient takes what the instruction says, the pharmacy dispenses what the structure says."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for medicine in medicines(subject.document):
        for path, dosage in medicine.dosages:
            if "patientInstruction" in dosage or "additionalInstruction" in dosage:
                yield from _judge(subject, path, dosage)
        rendered = words(medicine.resource.value.get("renderedDosageInstruction"))
        if rendered and len(medicine.dosages) == 1:
            coded = dose_of_dosage(subject.document, medicine.dosages[0][1])
            for said, structure in explained(rendered, coded):
                message = f'the rendered instruction says {said}, the structure says {structure}: "{rendered}"'
                yield Problem(message, (*medicine.resource.path, "renderedDosageInstruction"), said, structure)


def _judge(subject: Fhir, path: Path, dosage: Json) -> Iterator[Problem]:
    coded = dose_of_dosage(subject.document, dosage)
    for where, text in _instructions(dosage):
        for said, structure in explained(text, coded):
            message = f'the instruction says {said}, the structure says {structure}: "{text}"'
            yield Problem(message, (*path, *where), said, structure)


def _instructions(dosage: Json) -> Iterator[tuple[Path, str]]:
    yield ("patientInstruction",), words(dosage.get("patientInstruction"))
    for index, concept in objects(dosage.get("additionalInstruction")):
        yield ("additionalInstruction", index, "text"), words(concept.get("text"))
