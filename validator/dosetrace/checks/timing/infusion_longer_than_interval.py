"""What happens again and again does not last longer than the time until the next one."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosage import time
from dosetrace.fhir.read.dosages import timings
from dosetrace.fhir.read.timing import days_of, rhythm_of
from dosetrace.findings import Level, Problem
from dosetrace.wording import every_text

LEVEL = Level.ERROR
WHY = "FHIR: duration is how long it lasts when it happens, not how long the treatment goes on, which is bounds."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for timed in timings(subject.document):
        repeat = timed.repeat
        if "duration" not in repeat or "period" not in repeat or timed.is_cycle:
            continue
        length, period, rhythm = time(repeat, "duration"), time(repeat, "period"), rhythm_of(repeat)
        shortest, _ = days_of(length)
        if length is None or shortest is None or rhythm is None or period is None or repeat.get("count") == 1:
            continue
        if shortest > rhythm.longest:
            message = f"it lasts {length.text} and begins again {every_text(period)}"
            yield Problem(message, (*timed.at, "duration"), length.text, f"at most {period.text}")
