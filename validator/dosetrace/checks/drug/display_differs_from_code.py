"""The display of a drug's code is that drug."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import objects, words
from dosetrace.fhir.read.medication import medications
from dosetrace.findings import Level, Problem
from dosetrace.terminology import drug_names_by_code, drug_names_by_word

LEVEL = Level.ERROR
WHY = "FHIR Coding.display is the meaning of the code: people check the display, the pharmacy dispenses the code."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, concept in medications(subject.document):
        for index, coding in objects(concept.get("coding")):
            coded = drug_names_by_code().get((words(coding.get("system")), words(coding.get("code"))))
            display = words(coding.get("display"))
            if coded and display and not _is(coded, display):
                message = f'"{display}" is shown for the code of {coded}'
                yield Problem(message, (*path, "coding", index, "display"), display, coded)


def _is(drug: str, display: str) -> bool:
    return drug_names_by_word().get(display.lower()) == drug or drug.lower() in display.lower()
