"""Every day of a cycle lies inside the shortest cycle."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.places import place_of_day
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.fhir.read.cycles import repeat_of
from dosetrace.fhir.read.dosage import dose_of, time
from dosetrace.findings import Level, Path, Problem
from dosetrace.units import DAY, Amount

LEVEL = Level.ERROR
WHY = "A dose on day 29 of a 28-day cycle falls on day 1 of the next one and doubles it."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    for drug, days, length, path in _given(subject) if isinstance(subject, Fhir) else _planned(subject):
        last = int(length.in_unit(DAY).low) if length and length.unit.dimension == DAY.dimension else None
        late = [day for day in days or () if last is not None and day > last]
        if late:
            found = ", ".join(map(str, late))
            yield Problem(f"{drug} on day {found} of a cycle of {last} days", path, found, f"at most {last}")


_Given = tuple[str, tuple[int, ...] | None, Amount | None, Path]


def _planned(subject: Protocol) -> Iterator[_Given]:
    for block in subject.schedule.blocks if subject.schedule else ():
        for dose in block.doses:
            last = max(dose.days or (0,))
            yield dose.drug, dose.days, block.length, place_of_day(subject, dose, last)


def _given(subject: Fhir) -> Iterator[_Given]:
    for cycle in subject.cycles:
        repeat = repeat_of(cycle.action)
        length = time(repeat, "period") or time(repeat, "duration")
        for leaf in cycle.leaves:
            target = subject.document.defined(leaf.definition)
            yield dose_of(subject.document, target).drug if target else leaf.definition, leaf.days, length, leaf.path
