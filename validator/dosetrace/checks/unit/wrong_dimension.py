"""A dose is an amount of a drug, and a time is a time."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Fact, Kind
from dosetrace.findings import Level, Problem
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = "FHIR's Quantity takes any unit: a dose in hours and a cycle in milligrams pass every schema."
JUDGES = (Protocol, Fhir)

_DOSES = (Kind.DOSE, Kind.DAILY_DOSE, Kind.TOTAL)
_TIMES = (Kind.EVERY, Kind.LENGTH, Kind.BOUNDS, Kind.DURATION)
_DRUG = ("[mass]", "[activity]", "[substance]", "[volume]", "[count]")


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    for fact in subject.facts:
        if isinstance(fact.value, Amount) and not _is_rate(fact) and fact.value.unit.dimension is not None:
            dimension = fact.value.unit.dimension
            if fact.kind in _DOSES and not dimension.startswith(_DRUG):
                yield Problem(
                    f"{fact.statement}, expected an amount of a drug",
                    fact.path,
                    fact.text,
                    "such as mg/m2",
                )
            if fact.kind in _TIMES and dimension not in ("[time]", "[calendar]"):
                yield Problem(f"{fact.statement}, expected a time", fact.path, fact.text, "such as d")


def _is_rate(fact: Fact) -> bool:
    """Whether it stands where a rate stands: another check looks for the time in its unit."""
    return bool(fact.path) and fact.path[-1] in ("rateQuantity", "rateRange")
