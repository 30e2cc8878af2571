"""A bundle holds the requests and the medications that its groups of requests and its orders are made of."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import FhirDocument, Json, mapping, words
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.WARNING
WHY = "A group of requests shows a title for what is in another place: nobody sees its dose, and no check does."
JUDGES = (Fhir,)

_OF_ANSWERS = ("searchset", "history", "batch-response", "transaction-response", "subscription-notification")
_MEDICATIONS = ("medicationReference", "productReference")


def check(subject: Fhir) -> Iterator[Problem]:
    document = subject.document
    if not document.is_bundle or document.value.get("type") in _OF_ANSWERS or subject.has_provenance:
        return
    for path, element in _made_of(document):
        target = words(element.get("reference"))
        if target and not target.startswith("#") and "?" not in target and _found(document, target) is None:
            message = f'"{target}" is not in this bundle: what it says is not judged'
            yield Problem(message, (*path, "reference"), target, "a resource of this bundle")


def _made_of(document: FhirDocument) -> Iterator[tuple[Path, Json]]:
    """The resource of each action, the medication of each order."""
    for path, action in actions(document):
        yield (*path, "resource"), mapping(action.get("resource"))
    for resource in document.resources:
        for name in _MEDICATIONS:
            yield (*resource.path, name), mapping(resource.value.get(name))
        medication = mapping(resource.value.get("medication"))
        yield (*resource.path, "medication", "reference"), mapping(medication.get("reference"))


def _found(document: FhirDocument, target: str) -> object:
    """The resource of a reference, with or without a version."""
    return document.referenced(target.partition("/_history/")[0])
