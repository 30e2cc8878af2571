"""Every limit of a condition or a population is the one its words state."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.quoted import unlike
from dosetrace.checks.subjects import Fhir, Protocol, Sources
from dosetrace.facts import Fact, Kind, Threshold
from dosetrace.findings import Level, Problem
from dosetrace.reader.thresholds import thresholds

LEVEL = Level.ERROR
WHY = "A threshold moved by one power of ten treats other patients."
JUDGES = (Sources, Protocol, Fhir)


def check(subject: Sources | Protocol | Fhir) -> Iterator[Problem]:
    yield from unlike(subject, (Kind.THRESHOLD,), thresholds, _same)


def _same(said: Threshold, fact: Fact) -> bool:
    value = fact.value
    return isinstance(value, Threshold) and said.relation == value.relation and said.amount.equals(value.amount)
