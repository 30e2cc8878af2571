"""The actions that order a drug, of plans and of request groups, with the dose of what they point to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dosetrace.checks.shared.medicines import Medicine, medicine_of
from dosetrace.fhir.read.document import FhirDocument, Json, Resource, mapping, words
from dosetrace.fhir.read.dosage import dose_of, dose_of_dosage
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Path
from dosetrace.timeline import Dose


@dataclass(frozen=True)
class Order:
    """An action, what it orders, and the dose of it; a resource with several dosages has no single dose."""

    path: Path
    action: Json
    medicine: Medicine
    dose: Dose


@once_per_document
def orders(document: FhirDocument) -> tuple[Order, ...]:
    """Every action whose definition or resource is a drug in the same file."""
    return tuple(_orders(document))


def _orders(document: FhirDocument) -> Iterator[Order]:
    for path, action in actions(document):
        target = ordered(document, action)
        medicine = medicine_of(document, target) if target is not None else None
        if target is not None and medicine is not None:
            yield Order(path, action, medicine, _dose(document, target, medicine))


def ordered(document: FhirDocument, action: Json) -> Resource | None:
    """The definition or the resource of an action, None where it is not in this file."""
    if isinstance(action.get("definitionCanonical"), str):
        return document.canonical(action["definitionCanonical"])
    return document.referenced(words(mapping(action.get("resource")).get("reference")) or "?")


def _dose(document: FhirDocument, target: Resource, medicine: Medicine) -> Dose:
    if len(medicine.dosages) > 1:
        return Dose("", None)
    if target.kind == "ActivityDefinition":
        return dose_of(document, target)
    dosage = next((dosage for _, dosage in medicine.dosages), {})
    return replace(dose_of_dosage(document, dosage), drug=next(iter(medicine.drugs), ""))
