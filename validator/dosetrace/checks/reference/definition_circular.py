"""No plan leads back to itself through its definitions."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.circles import circles
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import FhirDocument, Resource, words
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "An engine that follows a circle of plans ($apply) never ends, or gives each dose again and again."
JUDGES = (Fhir,)

_MOST_NAMES = 10


def check(subject: Fhir) -> Iterator[Problem]:
    links = {plan: list(_links(subject.document, plan)) for plan in subject.document.of_kind("PlanDefinition")}
    for plans, path in circles(links):
        circle = " → ".join(plan.reference for plan in [*plans[:-1][:_MOST_NAMES], plans[-1]])
        message = f"{plans[-2].reference} leads back to {circle}"
        yield Problem(message, path, circle, "a plan that does not contain it")


def _links(document: FhirDocument, plan: Resource) -> Iterator[tuple[Resource, Path]]:
    for path, action in actions_of(plan):
        target = words(action.get("definitionCanonical"))
        found = document.canonical(target) if target else None
        if found is not None and found.kind == "PlanDefinition":
            yield found, (*path, "definitionCanonical")
