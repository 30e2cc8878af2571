"""No plan leads back to itself through its definitions."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import FhirDocument, Resource, words
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "An engine that follows a circle of plans ($apply) never ends, or gives each dose again and again."
JUDGES = (Fhir,)

Links = dict[Resource, list[tuple[Path, Resource]]]


def check(subject: Fhir) -> Iterator[Problem]:
    links = {plan: list(_links(subject.document, plan)) for plan in subject.document.of_kind("PlanDefinition")}
    done: set[Resource] = set()
    for plan in links:
        if plan not in done:
            yield from _circles(plan, links, done)


def _links(document: FhirDocument, plan: Resource) -> Iterator[tuple[Path, Resource]]:
    for path, action in actions_of(plan):
        target = words(action.get("definitionCanonical"))
        found = document.canonical(target) if target else None
        if found is not None and found.kind == "PlanDefinition":
            yield (*path, "definitionCanonical"), found


def _circles(start: Resource, links: Links, done: set[Resource]) -> Iterator[Problem]:
    """Each plan is entered once; a link to a plan that is still open closes a circle."""
    open_plans = {start: None}
    stack = [(start, iter(links[start]))]
    while stack:
        plan, rest = stack[-1]
        here = next(rest, None)
        if here is None:
            stack.pop()
            open_plans.pop(plan)
            done.add(plan)
        elif here[1] in open_plans:
            names = list(open_plans)
            circle = " → ".join(one.reference for one in [*names[names.index(here[1]) :][:10], here[1]])
            yield Problem(
                f"{plan.reference} leads back to {circle}", here[0], circle, "a plan that does not contain it"
            )
        elif here[1] not in done:
            open_plans[here[1]] = None
            stack.append((here[1], iter(links[here[1]])))
