"""A dose worked out for a patient fits the ordered one and the body of a human being."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosage import measured_dose
from dosetrace.fhir.read.dosages import Written, written
from dosetrace.findings import Level, Path, Problem
from dosetrace.units import Amount, Unit, rounded

LEVEL = Level.WARNING
WHY = "A misplaced decimal point between the dose per body measure and the dose worked out leaves both looking right."
JUDGES = (Fhir,)

_HUMAN = {
    "m2": (Decimal("0.1"), Decimal(4), "m2", "body surface"),
    "kg": (Decimal("0.3"), Decimal(400), "kg", "body weight"),
}


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        doses = _doses(one) if len(one.rates) > 1 else []
        for path, calculated in doses:
            for _, ordered in doses:
                yield from _judge(path, calculated, ordered)


def _doses(one: Written) -> list[tuple[Path, Amount]]:
    found = [(path, measured_dose(rate)) for path, rate in one.rates]
    return [(path, dose) for path, dose in found if dose is not None and not dose.is_range and dose.low > 0]


def _judge(path: Path, calculated: Amount, ordered: Amount) -> Iterator[Problem]:
    """The one dose flat, the other per body surface or weight: their quotient is the patient's."""
    drug, _, measure = ordered.unit.code.partition("/")
    least, most, unit, name = _HUMAN.get(measure, (0, 0, "", ""))
    flat = calculated.unit
    if not name or flat.dimension is None or flat.dimension != Unit(drug).dimension:
        return
    body = calculated.in_unit(Unit(drug)).low / ordered.low
    if not least <= body <= most:
        found = f"{rounded(body)} {unit}"
        message = f"{calculated} for {ordered} means a {name} of {found}, expected {least} to {most} {unit}"
        yield Problem(message, path, found, f"{least} to {most} {unit}")
