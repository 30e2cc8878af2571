"""The dose levels of one drug that belong together: of one plan, or of one patient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dosetrace.checks.shared import planned
from dosetrace.checks.shared.dosetexts import Rate, rate_of_repeat
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import FhirDocument, Resource, mapping, words
from dosetrace.fhir.read.dosage import dose_of, route_name
from dosetrace.fhir.read.dosages import Written, written
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Path
from dosetrace.units import Amount


@dataclass(frozen=True, slots=True)
class Level:
    """One dose of a drug and where it is written."""

    drug: str
    amount: Amount
    path: Path
    rate: Rate | None = None
    """How often a day it is given, where that is coded."""


def levels_of(subject: Fhir) -> Iterator[list[Level]]:
    """The doses of each drug by one route that can be compared, the smallest first, where there are two or more."""
    groups: dict[tuple[str, ...], list[Level]] = {}
    scopes = _scopes(subject.document)
    for one in written(subject.document):
        drug = dose_of(subject.document, one.resource).drug
        rate = rate_of_repeat(one.repeat)
        for scope in scopes.get(one.resource, [_patient(one.resource)]) if drug else ():
            for path, amount in planned.doses(one):
                key = (scope, drug, _route(one), amount.unit.family)
                groups.setdefault(key, []).append(Level(drug, amount, path, rate))
    for levels in groups.values():
        if len(levels) > 1:
            unit = levels[0].amount.unit
            yield sorted(levels, key=lambda level: level.amount.in_unit(unit).low)


def _scopes(document: FhirDocument) -> dict[Resource, list[str]]:
    """The plans that use each definition or request of the file."""
    found: dict[Resource, list[str]] = {}
    for plan in document.plans:
        for _, action in actions_of(plan):
            named = words(action.get("definitionCanonical")) or words(mapping(action.get("resource")).get("reference"))
            target = document.defined(named) if named else None
            if target is not None and str(plan.path) not in found.setdefault(target, []):
                found[target].append(str(plan.path))
    return found


def _patient(resource: Resource) -> str:
    """The patient of a request; of a definition in no plan, itself."""
    return words(mapping(resource.value.get("subject")).get("reference")) or str(resource.path)


def _route(one: Written) -> str:
    return route_name(mapping(one.value.get("route"))) or ""


def exclude_each_other(document: FhirDocument, one: Path, other: Path) -> bool:
    """Whether two actions are options of a group of which not all are taken."""
    here: Any = document.value
    holder: Any = here
    for step, twin in zip(one, other, strict=False):
        if step != twin:
            return mapping(holder).get("selectionBehavior") not in (None, "all", "all-or-none")
        holder, here = (here, here[step]) if isinstance(here, dict) else (holder, here[step])
    return False
