"""The length of an infusion in a text is the one its structure codes."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.medicines import medicines
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, objects, words
from dosetrace.fhir.read.dosage import quantity, time
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import infusions
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = "ISMP Canada, 2007: fluorouracil meant for 4 days was given in 4 hours, and the patient died."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for medicine in medicines(subject.document):
        for path, dosage in medicine.dosages:
            text = words(dosage.get("text"))
            said, coded = infusions(text) if text else [], _coded(dosage)
            if len(said) == 1 and coded and not any(_within(length, said[0]) for length in coded):
                found, expected = said[0].text, coded[0].text
                message = f'the text says over {found}, the structure says {expected}: "{text}"'
                yield Problem(message, (*path, "text"), found, expected)


def _within(coded: Amount, said: Amount) -> bool:
    """Whether the coded time is the stated one, or in the stated range."""
    same = coded.in_unit(said.unit)
    return said.low <= same.low and same.high <= said.high


def _coded(dosage: Json) -> list[Amount]:
    """The duration of its timing, the time in which a rate gives the whole dose, and a time in the slot of a rate."""
    found = [time(mapping(mapping(dosage.get("timing")).get("repeat")), "duration")]
    for rate in (dosage, *(rate for _, rate in objects(dosage.get("doseAndRate")))):
        dose = quantity(mapping(rate.get("doseQuantity") or rate.get("dose")))
        ratio = mapping(rate.get("rateRatio"))
        whole = quantity(mapping(ratio.get("numerator")))
        if whole is not None and dose is not None and whole.equals(dose):
            found.append(quantity(mapping(ratio.get("denominator"))))
        found.append(quantity(mapping(rate.get("rateQuantity"))))
    return [length for length in found if length is not None and length.unit.code in ("min", "h")]
