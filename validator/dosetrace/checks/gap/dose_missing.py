"""A dose that is not there is marked as not stated."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import FhirDocument, Resource, objects
from dosetrace.fhir.read.dosage import dose_is_absent, dose_of
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "An order without a dose and without a word about it is filled in by whoever sees it first."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.of_kind("ActivityDefinition") if subject.has_provenance else ():
        if not _marked(resource) and not _stated(resource, subject.document):
            message = "no dose, and none marked as not stated"
            yield Problem(message, (*resource.path, "dosage"), "nothing", "a dose, or data-absent-reason")


def _stated(resource: Resource, document: FhirDocument) -> bool:
    return dose_of(document, resource).amount is not None


def _marked(resource: Resource) -> bool:
    rates = [
        rate for _, dosage in objects(resource.value.get("dosage")) for _, rate in objects(dosage.get("doseAndRate"))
    ]
    return any(dose_is_absent(rate) for rate in rates)
