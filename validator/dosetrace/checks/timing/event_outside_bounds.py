"""The dates that a Timing lists lie between its start and its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import listed, mapping
from dosetrace.fhir.read.dosages import timings
from dosetrace.fhir.read.timing import day_of
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR: bounds are the outer limits of the timing schedule; a dose after them is planned and not planned."
JUDGES = (Fhir,)

_ELSEWHERE = timedelta(days=1)
"""In another time zone it may be the day before or after."""


def check(subject: Fhir) -> Iterator[Problem]:
    for timed in timings(subject.document):
        dates = mapping(timed.repeat.get("boundsPeriod")) if "event" in timed.value else {}
        start, end = day_of(dates.get("start")), day_of(dates.get("end"))
        for index, event in enumerate(listed(timed.value.get("event")) if dates else ()):
            day = day_of(event)
            early = day is not None and start is not None and start - day > _ELSEWHERE
            late = day is not None and end is not None and day - end > _ELSEWHERE
            if early or late:
                expected = f"from {dates['start']}" if early else f"up to {dates['end']}"
                message = f"{event} lies outside the bounds, expected a date {expected}"
                yield Problem(message, (*timed.path, "event", index), str(event), expected)
