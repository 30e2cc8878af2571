"""How often, how many and how long are what the words state."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.quoted import same_amount, unlike
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Kind
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import dose_counts, lengths, spans, times_per_day

LEVEL = Level.ERROR
WHY = 'Ten patients in Adelaide were underdosed because a protocol said cytarabine "once" for "twice" daily.'
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    yield from unlike(subject, (Kind.EVERY,), spans, same_amount)
    yield from unlike(subject, (Kind.DURATION, Kind.BOUNDS), lengths, same_amount)
    yield from unlike(subject, (Kind.TIMES,), times_per_day, lambda said, fact: said == fact.value)
    yield from unlike(subject, (Kind.COUNT,), dose_counts, lambda said, fact: said == fact.value)
