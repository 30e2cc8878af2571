"""The display of a drug's code is that drug."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping, objects, words
from dosetrace.findings import Level, Problem
from dosetrace.terminology import drug_names_by_code, drug_names_by_word

LEVEL = Level.ERROR
WHY = "People check the display, the pharmacy system dispenses the code."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.of_kind("ActivityDefinition"):
        for index, coding in objects(mapping(resource.value.get("productCodeableConcept")).get("coding")):
            coded = drug_names_by_code().get((words(coding.get("system")), words(coding.get("code"))))
            shown = drug_names_by_word().get(words(coding.get("display")).lower())
            if (
                coded
                and words(coding.get("display"))
                and shown != coded
                and coded.lower() not in words(coding.get("display")).lower()
            ):
                path = (*resource.path, "productCodeableConcept", "coding", index, "display")
                yield Problem(
                    f'"{coding.get("display")}" is shown for the code of {coded}',
                    path,
                    words(coding.get("display")),
                    coded,
                )
