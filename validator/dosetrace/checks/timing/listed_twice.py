"""A Timing lists each time, each day of the week and each date once."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import listed
from dosetrace.fhir.read.dosages import timings
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A time written twice is one that was meant to be another: the dose of that time is lost, or given double."
JUDGES = (Fhir,)

_LISTS = ("timeOfDay", "dayOfWeek", "when", "event")


def check(subject: Fhir) -> Iterator[Problem]:
    for timed in timings(subject.document):
        for name in _LISTS:
            value = timed.value.get(name) if name == "event" else timed.repeat.get(name)
            seen: set[str] = set()
            for index, item in enumerate(listed(value)):
                if isinstance(item, str) and item in seen:
                    place = timed.path if name == "event" else timed.at
                    yield Problem(f"{name} lists {item} twice", (*place, name, index), item, "each once")
                seen.add(str(item))
