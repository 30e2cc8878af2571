"""What is supplied is what the dosage needs in the time it is to last."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from dosetrace.checks.shared import planned
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping
from dosetrace.fhir.read.dosage import measured
from dosetrace.fhir.read.dosages import Written, written
from dosetrace.fhir.read.timing import days_of, rhythm_of
from dosetrace.findings import Level, Path, Problem
from dosetrace.units import Amount

LEVEL = Level.WARNING
WHY = "A supply that does not last shows a dose or an interval that was changed in one place only."
JUDGES = (Fhir,)

_MORE = 2


def check(subject: Fhir) -> Iterator[Problem]:
    found: dict[Path, list[Written]] = {}
    for one in written(subject.document):
        if one.resource.kind in ("MedicationRequest", "MedicationDispense"):
            found.setdefault(one.resource.path, []).append(one)
    for dosages in found.values():
        supplied, path = _supply(dosages[0]) if len(dosages) == 1 else (None, ())
        doses = [dose for _, dose in planned.doses(dosages[0])]
        if supplied is not None and len(doses) == 1:
            yield from _judge(dosages[0], doses[0], supplied, path)


def _supply(one: Written) -> tuple[tuple[Amount, Amount] | None, Path]:
    """The amount supplied and the time it is to last, and where that stands."""
    value, path, length = one.resource.value, one.resource.path, "daysSupply"
    if one.resource.kind == "MedicationRequest":
        value, path, length = (
            mapping(value.get("dispenseRequest")),
            (*path, "dispenseRequest"),
            "expectedSupplyDuration",
        )
    amount, time = measured(mapping(value.get("quantity"))), measured(mapping(value.get(length)))
    return ((amount, time) if amount is not None and time is not None else None), (*path, "quantity")


def _judge(one: Written, dose: Amount, supplied: tuple[Amount, Amount], path: Path) -> Iterator[Problem]:
    """Packages hold what they hold: as much as double is no difference, and less than the least dose needs is."""
    amount, time = supplied
    rhythm, (days, _) = rhythm_of(one.repeat), days_of(time)
    open_ended = one.as_needed or any(name.startswith(("bounds", "count", "dayOfWeek")) for name in one.repeat)
    if (
        rhythm is None
        or days is None
        or open_ended
        or "dayOfWeek" in one.repeat
        or amount.unit.family != dose.unit.family
    ):
        return
    least = dose.times(ceil(rhythm.least_per_day * days))
    most = dose.times(ceil(rhythm.most_per_day * days))
    given = amount.in_unit(dose.unit)
    if given.low < least.low or given.low > _MORE * most.high:
        needed = str(least) if least.low == most.high else f"{least.low} to {most.high} {dose.unit}"
        message = f"{amount} is supplied for {time.text}, the dosage needs {needed}"
        yield Problem(message, path, str(amount), needed)
