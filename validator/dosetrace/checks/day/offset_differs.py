"""The day an action names is the day its offset leads to."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import cycles_of
from dosetrace.fhir.read.document import Json, mapping, objects, words
from dosetrace.fhir.read.dosage import quantity
from dosetrace.fhir.read.marks import days_of_cycle
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Level, Path, Problem
from dosetrace.units import DAY
from dosetrace.wording import counted

LEVEL = Level.ERROR
WHY = "One engine reads FHIR's timing-daysOfCycle, another the offset; both have to give the drug on the same day."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for plan in subject.document.plans:
        cycles = {words(cycle.action.get("id")): cycle.path for cycle in cycles_of(subject.document, plan)}
        for path, action in actions_of(plan):
            for index, related in objects(action.get("relatedAction")):
                target = words(related.get("actionId")) or words(related.get("targetId"))
                if target in cycles and related.get("relationship") == "after-start":
                    yield from _judge(action, related, cycles[target], (*path, "relatedAction", index))


def _judge(action: Json, related: Json, cycle: Path, path: Path) -> Iterator[Problem]:
    target = words(related.get("actionId")) or words(related.get("targetId"))
    if path[: len(cycle)] != cycle:
        yield Problem(f'counted from the start of "{target}", which it is not part of', path, target, "its own cycle")
        return
    days, offset = days_of_cycle(action), quantity(mapping(related.get("offsetDuration")))
    if days and offset is not None:
        led = offset.in_unit(DAY).low + 1 if offset.unit.dimension == DAY.dimension else None
        if led != days[0]:
            expected = f"{days[0] - 1} d"
            message = f"day {days[0]} has an offset of {offset.text}, expected {counted(days[0] - 1, 'day')}"
            yield Problem(message, (*path, "offsetDuration"), str(offset), expected, related=(path[:-2],))
