"""The times of day that a Timing lists are as many as it says there are."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import listed
from dosetrace.fhir.read.dosages import Timed, timings
from dosetrace.fhir.read.timing import rhythm_of
from dosetrace.findings import Level, Problem
from dosetrace.wording import counted, times_a_day

LEVEL = Level.ERROR
WHY = "FHIR: it happens every day at each of the times of day, and when several events are listed, at each of them."
JUDGES = (Fhir,)

_EACH_MEAL = {"C", "AC", "PC"}


def check(subject: Fhir) -> Iterator[Problem]:
    for timed in timings(subject.document):
        if "timeOfDay" in timed.repeat or "when" in timed.repeat:
            yield from _judge(timed)


def _judge(timed: Timed) -> Iterator[Problem]:
    rhythm = rhythm_of(timed.repeat) if "period" in timed.repeat else None
    if rhythm is None or rhythm.longest != 1 or rhythm.shortest != 1:
        return
    times, events = (_texts(timed.repeat.get(name)) for name in ("timeOfDay", "when"))
    named = times or (events if len(events) > 1 and not events & _EACH_MEAL else set())
    if named and not rhythm.least <= len(named) <= rhythm.most:
        least = "" if rhythm.least == rhythm.most else f"{rhythm.least} to "
        often = f"{least}{rhythm.most} times a day" if least else times_a_day(rhythm.most)
        message = f"{often}, but at {counted(len(named), 'time')}: {', '.join(sorted(named))}"
        yield Problem(message, (*timed.at, "timeOfDay" if times else "when"), str(len(named)), often)


def _texts(value: object) -> set[str]:
    return {item for item in listed(value) if isinstance(item, str)}
