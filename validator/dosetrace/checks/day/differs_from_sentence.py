"""Every dose is given on the days that its sentence states for it."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.claimed import problems
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = '16 mg of vincristine were given because "day 4-11" was read for days 4 and 11 (ISMP).'
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    yield from problems(subject, ("days",))
