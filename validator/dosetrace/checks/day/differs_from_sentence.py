"""Every dose is given on the days that its sentence states for it."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.claimed import problems
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "The days of another dose in the same sentence are quoted just as well."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    yield from problems(subject, ("days",))
