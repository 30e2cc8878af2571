"""The day an action names is the day its offset leads to."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping, objects, words
from dosetrace.fhir.read.dosage import quantity
from dosetrace.fhir.read.marks import days_of_cycle
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Problem
from dosetrace.units import DAY

LEVEL = Level.ERROR
WHY = "One engine reads timing-daysOfCycle, another the offset; both have to give the drug on the same day."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    cycles = {words(cycle.action.get("id")) for cycle in subject.cycles}
    for path, action in actions(subject.document):
        days = days_of_cycle(action)
        for index, related in objects(action.get("relatedAction")):
            target = words(related.get("actionId")) or words(related.get("targetId"))
            offset = quantity(mapping(related.get("offsetDuration")))
            if not days or target not in cycles or related.get("relationship") != "after-start" or offset is None:
                continue
            led = offset.in_unit(DAY).low + 1 if offset.unit.dimension == DAY.dimension else None
            if led != days[0]:
                found = f"an offset of {offset}"
                at = (*path, "relatedAction", index, "offsetDuration")
                yield Problem(
                    f"day {days[0]} has {found}, expected {days[0] - 1} d",
                    at,
                    str(offset),
                    f"{days[0] - 1} d",
                    related=(path,),
                )
