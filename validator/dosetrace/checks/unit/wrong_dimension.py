"""A dose is an amount of a drug, and a time is a time."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.coded import quantities
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Fact, Kind
from dosetrace.findings import Level, Problem
from dosetrace.ucum import UCUM
from dosetrace.units import Amount, Unit

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
    for path, system, code, _ in quantities(subject.document) if isinstance(subject, Fhir) else ():
        measured = Unit(code).dimension if path and path[-1] in _DURATIONS and system == UCUM else None
        if measured is not None and measured not in ("[time]", "[calendar]"):
            yield Problem(f"the {path[-1]} is in {code}, expected a time (drt-1)", (*path, "code"), code, "such as d")


_DURATIONS = ("timingDuration", "expectedSupplyDuration")
"""What FHIR calls a Duration and is no dosing fact of ours."""


def _is_rate(fact: Fact) -> bool:
    """Whether it stands where a rate stands: another check looks for the time in its unit."""
    return bool(fact.path) and fact.path[-1] in ("rateQuantity", "rateRange")
