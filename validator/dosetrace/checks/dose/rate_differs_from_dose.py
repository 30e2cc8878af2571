"""A dose is its rate times how long it runs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosage import measured_dose, measured_rate, time
from dosetrace.fhir.read.dosages import Written, written
from dosetrace.fhir.read.timing import days_of
from dosetrace.findings import Level, Path, Problem
from dosetrace.reader.phrases import infusions
from dosetrace.units import Amount, as_decimal

LEVEL = Level.ERROR
WHY = "FHIR: where a rate is given with it, the dose is the total amount to be administered over that time."
JUDGES = (Fhir,)

_ROUNDED = Fraction(21, 20)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        length = _length(one)
        for path, rate in one.rates if length is not None else ():
            dose, running = measured_dose(rate), measured_rate(rate)
            if dose is not None and running is not None and length is not None:
                yield from _judge(dose, running, length, path)


def _length(one: Written) -> Amount | None:
    """The length that is coded, else the one that the text states."""
    if "duration" in one.repeat:
        return time(one.repeat, "duration")
    said = infusions(one.text) if any(name.startswith("rate") for _, rate in one.rates for name in rate) else []
    return said[0] if len(said) == 1 else None


def _judge(dose: Amount, running: tuple[Amount, Fraction], length: Amount, path: Path) -> Iterator[Problem]:
    """A rate is rounded to what a pump can be set to: a twentieth up or down is the same."""
    amount, per = running
    low, high = days_of(length)
    if low is None or high is None or amount.unit.family != dose.unit.family:
        return
    given = amount.in_unit(dose.unit)
    least, most = Fraction(given.low) * low / per, Fraction(given.high) * high / per
    if Fraction(dose.low) > most * _ROUNDED or Fraction(dose.high) * _ROUNDED < least:
        whole = Amount(round(as_decimal(least), 3), round(as_decimal(most), 3), dose.unit)
        message = f"the rate comes to {whole.text} in {length.text}, the dose is {dose}"
        yield Problem(message, path, str(dose), whole.text)
