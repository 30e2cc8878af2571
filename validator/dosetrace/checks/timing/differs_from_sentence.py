"""Intervals, times a day, infusions and durations are those that the sentence states for the dose."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.claimed import problems
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "Ten patients in Adelaide were underdosed because a protocol said cytarabine once for twice daily."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    yield from problems(
        subject, ("every_hours", "times_per_day", "count", "every", "infusion", "duration", "bounds", "continuous")
    )
