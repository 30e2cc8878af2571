"""Every code of a drug is a code of that drug."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.medicines import named
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import objects, words
from dosetrace.fhir.read.medication import coded_drug, medications
from dosetrace.findings import Level, Path, Problem
from dosetrace.terminology import ATC, RXNORM, drugs

LEVEL = Level.ERROR
WHY = "Generated repositories carry invented codes: rituximab's number labelled metformin, dexamethasone's amlodipine."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, concept in medications(subject.document):
        text = named(words(concept.get("text")))
        for index, coding in objects(concept.get("coding")):
            shown = named(words(coding.get("display")))
            name, system, code = text or shown, words(coding.get("system")), words(coding.get("code"))
            coded = coded_drug(coding)
            # a product or a form of a drug has codes that are not in our table
            judged = coded is not None or shown == name or subject.has_provenance
            if name and judged and system in (RXNORM, ATC) and coded != name:
                yield _problem(name, system, code, coded, (*path, "coding", index, "code"))


def _problem(name: str, system: str, code: str, coded: str | None, path: Path) -> Problem:
    expected = " or ".join(known.code for known in drugs()[name].codes if known.system == system) or "no code"
    return Problem(f"{name} has the code {code}, which is {coded or 'no drug of ours'}", path, code, expected)
