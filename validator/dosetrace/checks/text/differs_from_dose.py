"""The doses, intervals and numbers in the title, description and narrative of a definition are those it codes."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.dosetexts import contradictions, explained
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Resource, mapping, words
from dosetrace.fhir.read.dosage import dose_of
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = 'HL7\'s own example medrx0309 says "twice daily" and encodes once in two days.'
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.of_kind("ActivityDefinition"):
        stated = dose_of(subject.document, resource)
        if stated.amount is None and not subject.has_provenance:
            continue
        compare = contradictions if subject.has_provenance else explained
        for path, text in _texts(resource, subject.has_provenance):
            for said, coded in compare(text, stated):
                yield Problem(f"the text says {said}, the structure says {coded}", path, said, coded)


def _texts(resource: Resource, narrative: bool) -> Iterator[tuple[Path, str]]:
    for name in ("title", "description"):
        yield (*resource.path, name), words(resource.value.get(name))
    if narrative:
        yield (*resource.path, "text", "div"), words(mapping(resource.value.get("text")).get("div"))
