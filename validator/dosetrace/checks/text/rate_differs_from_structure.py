"""The rate of an infusion in a text is the one its structure codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dosetrace.checks.shared.medicines import medicines
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, objects, words
from dosetrace.fhir.read.dosage import quantity
from dosetrace.findings import Level, Problem
from dosetrace.spelling import unit_of_text
from dosetrace.units import Amount, Unit

LEVEL = Level.ERROR
WHY = "HL7's own example medadmin0303 says 8 L/min in its text and encodes 8 mL/min."
JUDGES = (Fhir,)

_RATE = re.compile(
    r"(?:\bat|@|\brate(?: of)?:?) ?(\d{1,9}(?:\.\d{1,9})?) ?([a-zA-Zµμ]{1,10}) ?(?:/|per) ?([a-zA-Z]{1,7})\b"
)


def check(subject: Fhir) -> Iterator[Problem]:
    for medicine in medicines(subject.document):
        for path, dosage in medicine.dosages:
            text = words(dosage.get("text"))
            said, coded = _said(text), _coded(dosage)
            alike = [rate for rate in coded if said is not None and rate.unit.family == said.unit.family]
            if said is not None and alike and not any(rate.equals(said) for rate in alike):
                message = f'the text says a rate of {said}, the structure says {alike[0]}: "{text}"'
                yield Problem(message, (*path, "text"), str(said), str(alike[0]))


def _said(text: str) -> Amount | None:
    """The rate of a text that names one; of several, one may be where it begins."""
    found = _RATE.findall(text[:2000])
    if len(found) != 1:
        return None
    value, drug, time = found[0]
    unit = unit_of_text(f"{drug}/{time}")
    return Amount(Decimal(value), Decimal(value), unit) if unit is not None else None


def _coded(dosage: Json) -> list[Amount]:
    found = []
    for rate in (dosage, *(rate for _, rate in objects(dosage.get("doseAndRate")))):
        found.append(quantity(mapping(rate.get("rateQuantity"))))
        ratio = mapping(rate.get("rateRatio"))
        over, under = (quantity(mapping(ratio.get(name))) for name in ("numerator", "denominator"))
        if over is not None and under is not None and under.low == under.high == 1:
            found.append(Amount(over.low, over.high, Unit(f"{over.unit}/{under.unit}")))
    return [rate for rate in found if rate is not None]
