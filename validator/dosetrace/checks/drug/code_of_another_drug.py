"""Every code of a drug is a code of that drug."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping, objects, words
from dosetrace.findings import Level, Problem
from dosetrace.terminology import ATC, RXNORM, drug_names_by_code, drug_names_by_word, drugs

LEVEL = Level.ERROR
WHY = "Generated repositories carry invented codes: rituximab's number labelled metformin, dexamethasone's amlodipine."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.of_kind("ActivityDefinition"):
        product = mapping(resource.value.get("productCodeableConcept"))
        name = drug_names_by_word().get(words(product.get("text")).lower())
        for index, coding in objects(product.get("coding")):
            system, code = words(coding.get("system")), words(coding.get("code"))
            shown = name or drug_names_by_word().get(words(coding.get("display")).lower())
            path = (*resource.path, "productCodeableConcept", "coding", index, "code")
            if shown and system in (RXNORM, ATC) and drug_names_by_code().get((system, code)) != shown:
                other = drug_names_by_code().get((system, code), "no drug of ours")
                expected = " or ".join(c.code for c in drugs()[shown].codes if c.system == system) or "no code"
                yield Problem(f"{shown} has the code {code}, which is {other}", path, code, expected)
