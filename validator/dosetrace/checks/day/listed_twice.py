"""An action names each day of the cycle once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.marks import days_of_cycle
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Problem
from dosetrace.wording import repeated

LEVEL = Level.ERROR
WHY = "A day written twice is one that was meant to be another: the dose of that day is lost, or given double."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, action in actions(subject.document):
        days = days_of_cycle(action) if "extension" in action else []
        for day, times in Counter(days).items() if len(days) > 1 else ():
            if times > 1:
                message = f"day {day} of the cycle is listed {repeated(times)}"
                yield Problem(message, path, str(day), "each day once")
