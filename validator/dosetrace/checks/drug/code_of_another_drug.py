"""Every code of a drug is a code of that drug."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.medicines import concepts
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import objects, words
from dosetrace.findings import Level, Problem
from dosetrace.terminology import ATC, RXNORM, drug_names_by_code, drug_names_by_word, drugs

LEVEL = Level.ERROR
WHY = "Generated repositories carry invented codes: rituximab's number labelled metformin, dexamethasone's amlodipine."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for at, concept in concepts(subject.document):
        name = drug_names_by_word().get(words(concept.get("text")).lower())
        for index, coding in objects(concept.get("coding")):
            system, code = words(coding.get("system")), words(coding.get("code"))
            shown = name or drug_names_by_word().get(words(coding.get("display")).lower())
            coded = drug_names_by_code().get((system, code))
            known = coded is not None or subject.has_provenance
            if shown and system in (RXNORM, ATC) and coded != shown and known:
                expected = " or ".join(c.code for c in drugs()[shown].codes if c.system == system) or "no code"
                message = f"{shown} has the code {code}, which is {coded or 'no drug of ours'}"
                yield Problem(message, (*at, "coding", index, "code"), code, expected)
