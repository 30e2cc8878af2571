"""The codings of one drug are codes of the same drug."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.medicines import named
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, objects, words
from dosetrace.fhir.read.medication import coded_drug, medications
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR (CodeableConcept): every coding is of the same concept; each system reads the one it knows."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for at, concept in medications(subject.document):
        first: tuple[str, str] | None = None
        for index, coding in objects(concept.get("coding")):
            code, drug = words(coding.get("code")), coded_drug(coding)
            if drug and first and drug != first[1] and not _shown(coding, concept):
                path = (*at, "coding", index, "code")
                message = f"{code} is {drug}, the code {first[0]} beside it is {first[1]}"
                yield Problem(message, path, drug, first[1])
            first = first or ((code, drug) if drug else None)


def _shown(coding: Json, concept: Json) -> bool:
    """Whether words tell which of the codes is wrong: the checks of displays and texts say it then."""
    return any(named(words(text)) for text in (coding.get("display"), concept.get("text")))
