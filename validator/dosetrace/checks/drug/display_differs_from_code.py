"""The display of a drug's code is that drug."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.medicines import concepts
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import objects, words
from dosetrace.findings import Level, Problem
from dosetrace.terminology import drug_names_by_code, drug_names_by_word

LEVEL = Level.ERROR
WHY = "People check the display, the pharmacy system dispenses the code."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for at, concept in concepts(subject.document):
        for index, coding in objects(concept.get("coding")):
            coded = drug_names_by_code().get((words(coding.get("system")), words(coding.get("code"))))
            display = words(coding.get("display"))
            shown = drug_names_by_word().get(display.lower())
            if coded and display and shown != coded and coded.lower() not in display.lower():
                message = f'"{display}" is shown for the code of {coded}'
                yield Problem(message, (*at, "coding", index, "display"), display, coded)
