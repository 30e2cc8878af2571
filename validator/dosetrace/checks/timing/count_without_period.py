"""What happens several times, each time for so long, says how often it happens."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosage import time
from dosetrace.fhir.read.dosages import timings
from dosetrace.fhir.read.timing import whole
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "HL7's example KDN5 writes six cycles as count and duration: a computer cannot tell when the next one begins."
JUDGES = (Fhir,)

_OFTEN = ("period", "dayOfWeek", "timeOfDay", "when")


def check(subject: Fhir) -> Iterator[Problem]:
    for timed in timings(subject.document):
        repeat = timed.repeat
        count, length = whole(repeat.get("count")), time(repeat, "duration")
        if count is not None and count > 1 and length is not None and not any(name in repeat for name in _OFTEN):
            message = f"{count} times {length.text}, but no period says how often"
            yield Problem(message, timed.at, "no period", "a period and its unit")
