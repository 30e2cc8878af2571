"""The number of cycles, or the most that may be given, is the one the words state."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.quoted import unlike
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Kind
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import cycle_counts

LEVEL = Level.ERROR
WHY = "One cycle too many is a whole course of toxicity."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    yield from unlike(subject, (Kind.AT_MOST, Kind.CYCLE_COUNT), cycle_counts, lambda said, fact: said == fact.value)
