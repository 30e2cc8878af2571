"""Every reference and canonical leads to a type of resource that may stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import FhirDocument, Resource, listed, mapping, words
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "FHIR names the types each reference may lead to (targetProfile); an order of a Library orders nothing."
JUDGES = (Fhir,)

_DRUG = ("Medication",)
_PATIENT = ("Patient", "Group")
_REFERENCES: dict[str, dict[str, tuple[str, ...]]] = {
    "MedicationRequest": {"medicationReference": _DRUG, "subject": _PATIENT},
    "MedicationDispense": {"medicationReference": _DRUG, "subject": _PATIENT},
    "MedicationStatement": {"medicationReference": _DRUG, "subject": _PATIENT},
    "MedicationAdministration": {"medicationReference": _DRUG, "subject": _PATIENT},
    "RequestGroup": {"subject": _PATIENT},
    "ActivityDefinition": {
        "productReference": (*_DRUG, "Substance", "SubstanceDefinition", "Ingredient"),
        "location": ("Location",),
    },
}
_DEFINITIONS = {
    "r4": ("ActivityDefinition", "PlanDefinition", "Questionnaire"),
    "r5": ("ActivityDefinition", "PlanDefinition", "Questionnaire", "MessageDefinition", "ObservationDefinition",
           "SpecimenDefinition"),
}  # fmt: skip
_TYPE = re.compile(r"(?:^|/)([A-Z][A-Za-z]{2,40})/[A-Za-z0-9.-]{1,64}(?:[|/].*)?$")


def check(subject: Fhir) -> Iterator[Problem]:
    document = subject.document
    for resource in document.resources:
        for path, target, allowed in _targets(document, resource):
            found = _kind(document, target)
            if found and found not in allowed:
                expected = " or ".join(allowed)
                yield Problem(f'"{target}" is of type {found}, expected {expected}', path, found, expected)


def _targets(document: FhirDocument, resource: Resource) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    for name, allowed in _REFERENCES.get(resource.kind, {}).items():
        target = words(mapping(resource.value.get(name)).get("reference"))
        if target:
            yield (*resource.path, name, "reference"), target, allowed
    target = words(mapping(mapping(resource.value.get("medication")).get("reference")).get("reference"))
    if target:
        yield (*resource.path, "medication", "reference", "reference"), target, _DRUG
    for index, library in enumerate(listed(resource.value.get("library"))):
        yield (*resource.path, "library", index), words(library), ("Library",)
    for path, action in actions_of(resource):
        target = words(action.get("definitionCanonical"))
        if target:
            allowed = _DEFINITIONS.get(document.release, _DEFINITIONS["r5"])
            yield (*path, "definitionCanonical"), target, allowed


def _kind(document: FhirDocument, target: str) -> str:
    """The type of what is in the file, else of the address; empty where neither tells."""
    found = document.canonical(target) or document.referenced(target)
    if found is not None:
        return found.kind
    match = _TYPE.search(target[-300:])
    return match[1] if match and match[1] in _KINDS else ""


_KINDS = frozenset({
    "ActivityDefinition", "CarePlan", "CodeSystem", "Condition", "DocumentReference", "Encounter", "Group",
    "Ingredient", "Library", "Location", "Measure", "Medication", "MedicationRequest", "MessageDefinition",
    "Observation", "ObservationDefinition", "Organization", "Patient", "PlanDefinition", "Practitioner",
    "PractitionerRole", "Procedure", "Questionnaire", "RelatedPerson", "ServiceRequest", "SpecimenDefinition",
    "StructureDefinition", "StructureMap", "Substance", "SubstanceDefinition", "ValueSet",
})  # fmt: skip
