"""Every goal that an action names is a goal of its plan."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import listed, objects, words
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR: PlanDefinition.action.goalId is the element id of a goal of the plan; no invariant looks for it."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for plan in subject.document.resources:
        known = {words(goal.get("id")) for _, goal in objects(plan.value.get("goal"))}
        for path, action in actions_of(plan) if plan.kind == "PlanDefinition" else ():
            for index, goal in enumerate(listed(action.get("goalId"))):
                if isinstance(goal, str) and goal not in known:
                    expected = ", ".join(sorted(known - {""})) or "a goal with an id"
                    message = f'no goal "{goal[:80]}" in this plan'
                    yield Problem(message, (*path, "goalId", index), goal[:80], expected[:200])
