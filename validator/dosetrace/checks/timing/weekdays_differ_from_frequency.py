"""The days of the week that a Timing lists share its times a week evenly."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import listed
from dosetrace.fhir.read.dosages import timings
from dosetrace.fhir.read.timing import rhythm_of
from dosetrace.findings import Level, Problem
from dosetrace.wording import counted, repeated

LEVEL = Level.ERROR
WHY = "FHIR: it happens only on the days listed; three times a week on two days leaves one dose without a day."
JUDGES = (Fhir,)

_WEEK = 7


def check(subject: Fhir) -> Iterator[Problem]:
    for timed in timings(subject.document):
        days = {day for day in listed(timed.repeat.get("dayOfWeek")) if isinstance(day, str)}
        rhythm = rhythm_of(timed.repeat) if days and "period" in timed.repeat else None
        weekly = rhythm is not None and rhythm.longest == rhythm.shortest == _WEEK and rhythm.least == rhythm.most
        if rhythm is not None and weekly and rhythm.least % len(days):
            message = f"{repeated(rhythm.least)} a week, but on {counted(len(days), 'day')}: {', '.join(sorted(days))}"
            yield Problem(message, (*timed.at, "dayOfWeek"), counted(len(days), "day"), counted(rhythm.least, "day"))
