"""The length of a cycle is the one the words state, both ends of a range."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.quoted import same_amount, unlike
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Kind
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import spans

LEVEL = Level.ERROR
WHY = "A 28-day cycle given every 21 days leaves no time to recover."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    yield from unlike(subject, (Kind.LENGTH,), spans, same_amount)
