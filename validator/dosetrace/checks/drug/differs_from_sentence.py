"""Every dose is of the drug that its sentence gives it to."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.claimed import problems
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A right dose of the wrong drug has a right quote."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    yield from problems(subject, ("drug",))
