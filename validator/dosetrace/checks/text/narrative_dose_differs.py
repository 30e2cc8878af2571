"""The dose in the narrative of a definition or an order is the one it codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from dosetrace.checks.shared.dosetexts import comparable
from dosetrace.checks.shared.medicines import Medicine, medicines
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping, words
from dosetrace.fhir.read.dosage import amounts_of
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import doses
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = "FHIR (Narrative): the narrative has to reflect the structure, since a receiver may show it alone."
JUDGES = (Fhir,)

_TAG = re.compile(r"<[^>]{0,500}>")
_LONGEST = 2_000
_OF_THE_PRODUCT = re.compile(r"\b(?:tab|caps|vial|ampou?l|syringe|pens?\b|patch|suppositor|strength)|/\s?\d* ?m[lL]\b")


def check(subject: Fhir) -> Iterator[Problem]:
    for medicine in medicines(subject.document):
        div = words(mapping(medicine.resource.value.get("text")).get("div"))
        if div and medicine.dosages and not subject.has_provenance:
            yield from _judge(medicine, " ".join(unescape(_TAG.sub(" ", div[:_LONGEST])).split()))


def _judge(medicine: Medicine, text: str) -> Iterator[Problem]:
    """Only where the narrative has one amount: of several, any may be a strength, a total or an example."""
    said = [phrase.amount for phrase in doses(text)]
    coded = [amount for _, dosage in medicine.dosages for amount in amounts_of(dosage)]
    if len(said) != 1 or not coded or _OF_THE_PRODUCT.search(text):
        return
    if not any(_agree(said[0], amount) for amount in coded):
        message = f'the narrative says {said[0]}, the structure says {coded[0]}: "{text[:200]}"'
        yield Problem(message, (*medicine.resource.path, "text", "div"), str(said[0]), str(coded[0]))


def _agree(said: Amount, coded: Amount) -> bool:
    return said.equals(coded) or not comparable(said, coded)
