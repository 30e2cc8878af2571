"""The period of a cycle is as long as its duration."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import repeat_of
from dosetrace.fhir.read.dosage import time
from dosetrace.findings import Level, Problem
from dosetrace.wording import every_text

LEVEL = Level.ERROR
WHY = "FHIR has no element for a cycle: some read repeat.period, HL7's KDN5 writes repeat.duration; both have to agree."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        repeat = repeat_of(cycle.action)
        period, duration = time(repeat, "period"), time(repeat, "duration")
        if period is not None and duration is not None and not period.equals(duration):
            path = (*cycle.path, "timingTiming", "repeat")
            message = f"a cycle lasts {duration.text} and comes again {every_text(period)}"
            yield Problem(
                message,
                path,
                str(duration),
                str(period),
                help="an infusion of some days stands on its own action",
            )
