"""Where a FHIR file names a drug: the product of a definition, the medication of an order, in R4 and in R5."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.fhir.read.document import FhirDocument, Json, mapping
from dosetrace.findings import Path

_CONCEPTS = ("productCodeableConcept", "medicationCodeableConcept")


def medications(document: FhirDocument) -> Iterator[tuple[Path, Json]]:
    """Every concept that is a drug, with its path."""
    for resource in document.resources:
        for name in _CONCEPTS:
            if isinstance(resource.value.get(name), dict):
                yield (*resource.path, name), resource.value[name]
        concept = mapping(resource.value.get("medication")).get("concept")
        if isinstance(concept, dict):
            yield (*resource.path, "medication", "concept"), concept
        if resource.kind == "Medication" and isinstance(resource.value.get("code"), dict):
            yield (*resource.path, "code"), resource.value["code"]
