"""A rate is an amount per time, or per volume or body measure where it is a ratio."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping
from dosetrace.fhir.read.dosage import quantity, span, unit_of
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Path, Problem
from dosetrace.spelling import per_time, unit_of_text

LEVEL = Level.ERROR
WHY = "FHIR: Dosage.doseAndRate.rate[x] is the amount of medication per unit of time."
JUDGES = (Fhir,)

_DRUG = ("[mass]", "[activity]", "[substance]", "[count]", "[share]")


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        for path, rate in one.rates:
            for slot in ("rateQuantity", "rateRange"):
                if slot in rate:
                    yield from _rate(mapping(rate[slot]), (*path, slot))
            if "rateRatio" in rate:
                yield from _ratio(mapping(rate["rateRatio"]), (*path, "rateRatio"))


def _rate(rate: Json, path: Path) -> Iterator[Problem]:
    unit, amount = unit_of(rate), quantity(rate) or span(rate)
    if unit_of_text(unit) is not None and not per_time(unit):
        found = str(amount) if amount is not None else f"in {unit}"
        yield Problem(f"the rate is {found}, expected an amount per time", path, found, "such as mL/h")


def _ratio(ratio: Json, path: Path) -> Iterator[Problem]:
    """Only a unit of a drug below the line is certain to be wrong: of others we cannot tell."""
    unit = unit_of(ratio.get("denominator"))
    known = unit_of_text(unit)
    if known is not None and (known.dimension or "") in _DRUG:
        message = f"the rate is an amount per {unit}, expected a time below the line"
        yield Problem(message, (*path, "denominator"), unit, "such as h or d")
