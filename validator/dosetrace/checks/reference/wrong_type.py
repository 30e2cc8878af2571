"""Every canonical, and every reference without a type in it, leads to a resource that may stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import FhirDocument, Resource, listed, mapping, words
from dosetrace.fhir.read.walk import actions_of, conditions
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = (
    "FHIR names the types a canonical or a reference may lead to (targetProfile); an order of a Library orders nothing."
)
JUDGES = (Fhir,)

_DRUG = ("Medication",)
_PRODUCT = ("Medication", "Substance", "SubstanceDefinition", "Ingredient")
_REFERENCES = {"medicationReference": _DRUG, "productReference": _PRODUCT, "subject": ("Patient", "Group")}
_JUDGED = ("ActivityDefinition", "MedicationRequest", "MedicationDispense", "MedicationStatement", "RequestGroup")
_DEFINITIONS = {
    "r4": ("ActivityDefinition", "PlanDefinition", "Questionnaire"),
    "r5": ("ActivityDefinition", "PlanDefinition", "Questionnaire", "MessageDefinition", "ObservationDefinition",
           "SpecimenDefinition"),
}  # fmt: skip
_TYPE = re.compile(r"/([A-Z][A-Za-z]{2,40})/[A-Za-z0-9.-]{1,64}(?:[|].*)?$")


def check(subject: Fhir) -> Iterator[Problem]:
    document = subject.document
    for resource in document.resources:
        for path, target in _local(resource):
            found = document.referenced(target)
            allowed = _REFERENCES.get(str(path[-2]), _DRUG)
            if found is not None and found.kind not in allowed:
                yield _problem(path, target, found.kind, allowed)
    for path, target, allowed in _canonicals(document):
        kind = _kind(document, target)
        if kind and kind not in allowed:
            yield _problem(path, target, kind, allowed)


def _problem(path: Path, target: str, found: str, allowed: tuple[str, ...]) -> Problem:
    expected = " or ".join(allowed)
    return Problem(f'"{target}" is of type {found}, expected {expected}', path, found, expected)


def _local(resource: Resource) -> Iterator[tuple[Path, str]]:
    """References whose words do not tell the type: to what is contained, and by a number."""
    new = mapping(resource.value.get("medication"))
    found = [((name, "reference"), resource.value.get(name)) for name in _REFERENCES]
    for path, value in (*found, (("medication", "reference", "reference"), new.get("reference"))):
        target = words(mapping(value).get("reference")) if resource.kind in _JUDGED else ""
        if target.startswith(("#", "urn:")):
            yield (*resource.path, *path), target


def _canonicals(document: FhirDocument) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    for resource in document.resources:
        for index, library in enumerate(listed(resource.value.get("library"))):
            yield (*resource.path, "library", index), words(library), ("Library",)
        for path, action in actions_of(resource):
            target = words(action.get("definitionCanonical"))
            if target:
                yield (*path, "definitionCanonical"), target, _DEFINITIONS.get(document.release, _DEFINITIONS["r5"])
    for path, expression in conditions(document):
        if "reference" in expression:
            yield (*path, "reference"), words(expression["reference"]), ("Library",)


def _kind(document: FhirDocument, target: str) -> str:
    """The type of what is in the file, else of the address; empty where neither tells."""
    found = document.canonical(target)
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
