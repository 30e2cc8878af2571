"""A range runs from low to high."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = "FHIR invariant rng-2: low SHALL have a lower value than high."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for fact in subject.facts:
        if isinstance(fact.value, Amount) and fact.value.low > fact.value.high:
            yield Problem(
                f"the {fact.kind} runs from {fact.text}, expected the lower number first",
                fact.path,
                fact.text,
            )
