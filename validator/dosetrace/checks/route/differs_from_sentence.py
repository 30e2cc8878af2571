"""Every route is the one that the sentence states for the dose."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.claimed import problems
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "Vincristine by the intrathecal route is fatal; the route of the neighbour in a sentence is easily taken."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    yield from problems(subject, ("route",))
