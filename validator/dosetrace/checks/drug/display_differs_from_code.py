"""The display of a drug's code is that drug."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.medicines import named
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import objects, words
from dosetrace.fhir.read.medication import coded_drug, medications
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR Coding.display is the meaning of the code: people check the display, the pharmacy dispenses the code."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, concept in medications(subject.document):
        for index, coding in objects(concept.get("coding")):
            coded, display = coded_drug(coding), words(coding.get("display"))
            if coded and display and not _is(coded, display) and not _told(coded, display, words(concept.get("text"))):
                message = f'"{display}" is shown for the code of {coded}'
                yield Problem(message, (*path, "coding", index, "display"), display, coded)


def _is(drug: str, display: str) -> bool:
    return named(display) == drug or drug.lower() in display.lower()


def _told(drug: str, display: str, text: str) -> bool:
    """Whether the code is what is wrong, as drug/code-of-another-drug says: the words agree with each other."""
    return (named(text) or named(display) or drug) != drug
