"""The least number of cycles is not above the most."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import repeat_of
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR Timing.repeat: count is the lower end of a range whose upper end is countMax."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        repeat = repeat_of(cycle.action)
        low, high = repeat.get("count"), repeat.get("countMax")
        if isinstance(high, int) and (not isinstance(low, int) or low > high):
            found = "no count" if low is None else f"count {low}"
            message = f"{found} beside countMax {high}, expected a count from 1 to {high}"
            yield Problem(message, (*cycle.path, "timingTiming", "repeat"), found, f"1 to {high}")
