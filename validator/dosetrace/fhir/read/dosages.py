"""Every Dosage and every Timing of a FHIR file, whatever resource carries them, each found once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dosetrace.fhir.read.document import FhirDocument, Json, Resource, mapping, objects, words
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Path
from dosetrace.reader.phrases import LONGEST

SLOTS = ("dosage", "dosageInstruction")
"""Where resources keep their Dosages: definitions and statements, requests and dispenses."""

DOSES = ("doseQuantity", "doseRange", "dose")
RATES = ("rateRatio", "rateQuantity", "rateRange")
"""The elements that hold a dose or a rate: of a doseAndRate, and of the Dosage of a MedicationAdministration."""


@dataclass(frozen=True, eq=False)
class Written:
    """One Dosage, the resource it belongs to, and its amounts: doseAndRate each with its path."""

    resource: Resource
    path: Path
    value: Json

    @cached_property
    def text(self) -> str:
        """What people read, as far as it is read here: file/not-judged-whole says where it is longer."""
        return words(self.value.get("text"))[:LONGEST]

    @cached_property
    def repeat(self) -> Json:
        return mapping(mapping(self.value.get("timing")).get("repeat"))

    @cached_property
    def rates(self) -> list[tuple[Path, Json]]:
        """Each doseAndRate; a MedicationAdministration has its one dose and rate on the Dosage itself."""
        if self.path[-1] in SLOTS:
            return [(self.path, self.value)]
        return [((*self.path, "doseAndRate", index), rate) for index, rate in objects(self.value.get("doseAndRate"))]

    @property
    def as_needed(self) -> bool:
        """Whether it is given only when needed, as R4 or R5 write it."""
        flags = (self.value.get("asNeededBoolean"), self.value.get("asNeeded"))
        return any(flag is True for flag in flags) or any(
            self.value.get(name) for name in ("asNeededCodeableConcept", "asNeededFor")
        )


@dataclass(frozen=True, eq=False)
class Timed:
    """One Timing of a Dosage, a definition or an action; a cycle is the Timing of an action with actions of its own."""

    path: Path
    value: Json
    is_cycle: bool = False

    @cached_property
    def repeat(self) -> Json:
        return mapping(self.value.get("repeat"))

    @property
    def at(self) -> Path:
        return (*self.path, "repeat")


@once_per_document
def written(document: FhirDocument) -> tuple[Written, ...]:
    """Every Dosage of every resource, in order."""
    return tuple(found for resource in document.resources for found in written_in(resource))


@once_per_document
def written_in(resource: Resource) -> tuple[Written, ...]:
    """Every Dosage of one resource."""
    return tuple(_written(resource))


def _written(resource: Resource) -> Iterator[Written]:
    for slot in SLOTS:
        value = resource.value.get(slot)
        if isinstance(value, dict):
            yield Written(resource, (*resource.path, slot), value)
        for index, dosage in objects(value):
            yield Written(resource, (*resource.path, slot, index), dosage)


@once_per_document
def timings(document: FhirDocument) -> tuple[Timed, ...]:
    """Every Timing: those of the Dosages, of the definitions, and of the actions."""
    found = [Timed((*one.path, "timing"), mapping(one.value.get("timing"))) for one in written(document)]
    for resource in document.resources:
        found.append(Timed((*resource.path, "timingTiming"), mapping(resource.value.get("timingTiming"))))
        found += [
            Timed((*path, "timingTiming"), mapping(action.get("timingTiming")), bool(action.get("action")))
            for path, action in actions_of(resource)
        ]
    return tuple(timed for timed in found if timed.value)
