"""The dates and times that a Timing lists are as many as it counts."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import listed
from dosetrace.fhir.read.dosages import timings
from dosetrace.fhir.read.timing import whole
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR: event lists the times at which it happens, and count is how often it happens in all."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for timed in timings(subject.document):
        listed_times = len(listed(timed.value.get("event")))
        least = whole(timed.repeat.get("count"))
        most = whole(timed.repeat.get("countMax", least))
        if listed_times > 1 and least is not None and most is not None and not least <= listed_times <= most:
            expected = str(least) if least == most else f"{least} to {most}"
            message = f"{listed_times} dates and times are listed, the count is {expected}"
            yield Problem(message, (*timed.path, "event"), str(listed_times), expected)
