"""The least number of cycles is not above the most."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import repeat_of
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR invariant tim-8 and Timing.repeat: countMax needs a count, which is the lower end of the range."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        repeat = repeat_of(cycle.action)
        low, high = repeat.get("count"), repeat.get("countMax")
        if isinstance(high, int) and (not isinstance(low, int) or low > high):
            found = "no count" if low is None else f"count {low}"
            message = f"{found} beside countMax {high}, expected a count from 1 to {high}"
            yield Problem(message, (*cycle.path, "timingTiming", "repeat"), found, f"1 to {high}")
