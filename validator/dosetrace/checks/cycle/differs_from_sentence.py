"""Cycles, their length and their number are those that the sentence states for the dose."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.claimed import problems
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "Odd and even cycles stand beside each other in the text; who mixes them up halves one drug and doubles another."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    yield from problems(subject, ("cycles", "cycle_length", "max_cycles"))
