"""Each cycle follows the one before it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import Cycle, cycles_of
from dosetrace.fhir.read.document import Resource, objects, words
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR gives the order of actions by relatedAction, not by the list: without it cycles may stand side by side."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for plan in subject.document.plans:
        yield from _judge(subject, plan)


def _judge(subject: Fhir, plan: Resource) -> Iterator[Problem]:
    cycles = [cycle for cycle in cycles_of(subject.document, plan) if cycle.numbers]
    for before, cycle in itertools.pairwise(cycles):
        if before.path[:-1] != cycle.path[:-1] or cycle.numbers is None or cycle.numbers[0] == 1:
            continue
        expected = words(before.action.get("id"))
        found = _follows(cycle)
        if found != expected:
            shown = f'follows "{found}"' if found else "follows no other cycle"
            yield Problem(
                f'"{words(cycle.action.get("id"))}" {shown}, expected "{expected}"',
                cycle.path,
                found,
                expected,
            )


def _follows(cycle: Cycle) -> str | None:
    for _, related in objects(cycle.action.get("relatedAction")):
        if related.get("relationship") in ("after-end", "after"):
            return words(related.get("actionId")) or words(related.get("targetId"))
    return None
