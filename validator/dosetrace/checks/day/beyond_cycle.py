"""Every day of a cycle lies inside the shortest cycle."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.places import place_of_day
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.findings import Level, Problem
from dosetrace.schedule import Block
from dosetrace.units import DAY

LEVEL = Level.ERROR
WHY = "A dose on day 29 of a 28-day cycle falls on day 1 of the next one and doubles it."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    schedule = subject.schedule
    for block in schedule.blocks if schedule else ():
        last = _shortest(block)
        for dose in block.doses:
            late = [day for day in dose.days or () if last is not None and day > last]
            if late:
                found = ", ".join(map(str, late))
                message = f"{dose.drug} on day {found} of a cycle of {last} days"
                yield Problem(message, place_of_day(subject, dose, late[0]), found, f"at most {last}")


def _shortest(block: Block) -> int | None:
    if block.length is None or block.length.unit.dimension != DAY.dimension:
        return None
    return int(block.length.in_unit(DAY).low)
