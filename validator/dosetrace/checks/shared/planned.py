"""What a Dosage plans at the least: its doses, how often they are given, and what that comes to.

At the least, because a maximum is broken only where the smallest reading breaks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from dosetrace.fhir.read.document import Json, listed, mapping, objects
from dosetrace.fhir.read.dosage import measured, measured_dose
from dosetrace.fhir.read.dosages import Written
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.fhir.read.timing import Rhythm, bounds_of, coded_per_day, days_of, rhythm_of, whole
from dosetrace.findings import Path, Problem
from dosetrace.units import Amount
from dosetrace.wording import within_text


@once_per_document
def doses(one: Written) -> tuple[tuple[Path, Amount], ...]:
    """The dose of each doseAndRate with its path."""
    found = ((path, measured_dose(rate)) for path, rate in one.rates)
    return tuple((path, dose) for path, dose in found if dose is not None)


_OPEN = re.compile(
    r"\b(?:(?:as|when|if) (?:needed|required|necessary)|prn|max\w*|at most|(?:not |n.t )exceed)\b", re.IGNORECASE
)


def limited_by_maximum(one: Written) -> bool:
    """Whether the maximum is a part of the order: as needed, or in the text, "every 4 hours, at most 8 a day"."""
    return one.as_needed or _OPEN.search(one.text) is not None


def times_within(one: Written, days: Fraction) -> int:
    """How often a Dosage is given at the least in some stretch of so many days."""
    repeat = one.repeat
    rhythm = rhythm_of(repeat) or _by_code(mapping(one.value.get("timing")))
    if rhythm is None:
        times = max(1, len({str(time) for time in listed(repeat.get("timeOfDay"))})) if days >= 1 else 1
    else:
        length = bounds_of(repeat)[0]
        sure = min(days, Fraction(1)) if repeat.get("dayOfWeek") else days
        times = rhythm.within(sure if length is None else min(sure, length))
    return min(times, whole(repeat.get("count")) or times)


def _by_code(timing: Json) -> Rhythm | None:
    coded = coded_per_day(timing)
    return None if coded is None else Rhythm(1, 1, 1 / coded[1], 1 / coded[1])


@dataclass(frozen=True, slots=True)
class Limit:
    """A maximum per period: what it is, for how long, and where it stands."""

    path: Path
    most: Amount
    period: Amount

    @property
    def days(self) -> Fraction:
        """The least days that the period has; nought where it has no fixed length."""
        return days_of(self.period)[0] or Fraction(0)

    def __str__(self) -> str:
        return f"{self.most} {within_text(self.period)}"


def maxima(one: Written) -> Iterator[tuple[Path, Json]]:
    """Each maximum per period as written: one in R4, a list in R5."""
    value, path = one.value.get("maxDosePerPeriod"), (*one.path, "maxDosePerPeriod")
    if isinstance(value, dict):
        yield path, value
    yield from (((*path, index), ratio) for index, ratio in objects(value))


def limits(one: Written) -> Iterator[Limit]:
    """Each maximum per period of days or hours."""
    for path, ratio in maxima(one):
        most, period = (measured(mapping(ratio.get(part))) for part in ("numerator", "denominator"))
        if most is not None and period is not None and (days_of(period)[0] or 0) > 0:
            yield Limit(path, most, period)


def over(planned: Amount, most: Amount) -> bool:
    """Whether even the least of an amount is above a maximum; amounts of two dimensions cannot be compared."""
    return planned.unit.family == most.unit.family and planned.in_unit(most.unit).low > most.high


def beyond_limits(one: Written) -> Iterator[Problem]:
    """Every maximum per period that the doses of the period come to more than."""
    for limit in limits(one):
        for _, dose in doses(one):
            times = times_within(one, limit.days)
            planned = dose.times(times)
            if over(planned, limit.most):
                found = f"{times} times {dose}" if times > 1 else str(dose)
                message = f"{found} {within_text(limit.period)} is {planned}, the maximum is {limit}"
                yield Problem(message, limit.path, str(planned), f"at most {limit}")


def beyond(one: Written, name: str, times: int) -> Iterator[Problem]:
    """The maximum of this name where so many doses come to more."""
    most = measured(mapping(one.value.get(name)))
    for _, dose in doses(one) if most is not None else ():
        planned = dose.times(times)
        if most is not None and over(planned, most):
            found = f"{times} times {dose} is {planned}" if times > 1 else f"the dose is {dose}"
            yield Problem(f"{found}, the maximum is {most}", (*one.path, name), str(planned), f"at most {most}")
