"""As many times as a Timing counts fit into the time it gives."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosages import timings
from dosetrace.fhir.read.timing import bounds_of, rhythm_of, whole
from dosetrace.findings import Level, Problem
from dosetrace.units import rounded

LEVEL = Level.ERROR
WHY = "FHIR: with bounds and a count it goes on within the bounds until it has happened so often; the rest is lost."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for timed in timings(subject.document):
        repeat = timed.repeat
        count = whole(repeat.get("count"))
        rhythm = rhythm_of(repeat) if count is not None and "period" in repeat else None
        days = bounds_of(repeat)[1] if rhythm is not None else None
        if count is None or rhythm is None or days is None:
            continue
        needed = (ceil(Fraction(count, rhythm.most)) - 1) * rhythm.shortest
        if count > rhythm.most and needed >= days:
            last, held = map(rounded, (needed, days))
            message = f"time number {count} comes {last} days after the first, the bounds hold {held} days"
            yield Problem(message, (*timed.at, "count"), str(count), f"no more than fit into {held} days")
