"""The drug that is shown for a reference to a Medication is the drug of that Medication."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.medicines import drugs_in, medicine_of, same_drug
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, Resource, mapping, words
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "FHIR: Reference.display stands for the target where it is not resolved: people read it, the pharmacy resolves."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.resources:
        for path, reference in _references(resource):
            shown = drugs_in(words(reference.get("display")))
            target = subject.document.referenced(words(reference.get("reference")) or "?") if shown else None
            medicine = medicine_of(subject.document, target) if target is not None else None
            known = medicine.drugs if medicine is not None else frozenset()
            if known and not any(same_drug(here.drug, drug) for here in shown for drug in known):
                expected = " and ".join(sorted(known))
                message = f"{shown[0].drug} is shown, the Medication is {expected}"
                yield Problem(message, (*path, "display"), shown[0].drug, expected)


def _references(resource: Resource) -> Iterator[tuple[Path, Json]]:
    """As R4 writes them, and R5."""
    for name in ("medicationReference", "productReference"):
        if name in resource.value:
            yield (*resource.path, name), mapping(resource.value[name])
    medication = mapping(resource.value.get("medication"))
    if "reference" in medication:
        yield (*resource.path, "medication", "reference"), mapping(medication["reference"])
