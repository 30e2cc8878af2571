"""Where a FHIR file names a drug: the product of a definition, the medication of an order, in R4 and in R5."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.fhir.read.document import FhirDocument, Json, Resource, mapping, words
from dosetrace.findings import Path
from dosetrace.terminology import drug_names_by_code

_CONCEPTS = ("productCodeableConcept", "medicationCodeableConcept")
_REFERENCES = ("productReference", "medicationReference")


def medications(document: FhirDocument) -> Iterator[tuple[Path, Json]]:
    """Every concept of a file that is a drug, with its path."""
    for resource in document.resources:
        yield from _own(resource)


def medication(resource: Resource) -> Json:
    """The concept that a definition, a request or a Medication itself holds; empty where it has none."""
    return next((concept for _, concept in _own(resource) if concept), {})


def referred_medication(document: FhirDocument, resource: Resource) -> tuple[Path, Json]:
    """The same with its path; where a resource holds none, that of the Medication it refers to."""
    found = next(_own(resource), None)
    for reference in _references(resource) if found is None else ():
        target = document.referenced(words(reference.get("reference"))) if reference else None
        if target is not None and target.kind == "Medication":
            return (*target.path, "code"), mapping(target.value.get("code"))
    return found or (resource.path, {})


def coded_drug(coding: Json) -> str | None:
    """Our name for the drug that a coding is a code of, None for a code that our table has not."""
    return drug_names_by_code().get((words(coding.get("system")), words(coding.get("code"))))


def _own(resource: Resource) -> Iterator[tuple[Path, Json]]:
    for name in _CONCEPTS:
        if isinstance(resource.value.get(name), dict):
            yield (*resource.path, name), resource.value[name]
    concept = mapping(resource.value.get("medication")).get("concept")
    if isinstance(concept, dict):
        yield (*resource.path, "medication", "concept"), concept
    if resource.kind == "Medication" and isinstance(resource.value.get("code"), dict):
        yield (*resource.path, "code"), resource.value["code"]


def _references(resource: Resource) -> Iterator[Json]:
    yield mapping(mapping(resource.value.get("medication")).get("reference"))
    for name in _REFERENCES:
        yield mapping(resource.value.get(name))
