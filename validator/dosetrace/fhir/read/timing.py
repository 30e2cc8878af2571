"""How often a FHIR Timing says something happens: pure arithmetic on `Timing.repeat`, in exact days.

What a Timing leaves open (a range of periods, no bounds) stays a range or None; nothing is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from dosetrace.fhir.read.document import Json, mapping, objects, words
from dosetrace.fhir.read.dosage import quantity, time
from dosetrace.timeline import Dose
from dosetrace.units import DAY, Amount


@dataclass(frozen=True, slots=True)
class Rhythm:
    """So many times in so many days; least and most where the Timing gives a range."""

    least: int
    most: int
    shortest: Fraction
    longest: Fraction

    @property
    def least_per_day(self) -> Fraction:
        """The fewest times a day."""
        return self.least / self.longest

    @property
    def most_per_day(self) -> Fraction:
        """The most times a day."""
        return self.most / self.shortest

    def within(self, days: Fraction) -> int:
        """How often it happens at least in any stretch of so many days, the first time included."""
        return max(1, floor(self.least_per_day * days))


def times_and_period(repeat: Json) -> tuple[int, int, Amount] | None:
    """So many times, least and most, in a period; None where one of them is no number or there is no period."""
    least, period = whole(repeat.get("frequency", 1)), time(repeat, "period")
    most = whole(repeat.get("frequencyMax", least))
    return (least, most, period) if period is not None and least is not None and most is not None else None


def rhythm_of(repeat: Json) -> Rhythm | None:
    """The rhythm of a Timing; None where it has no period of hours, days or weeks."""
    found = times_and_period(repeat)
    if found is None:
        return None
    least, most, period = found
    if least > most:
        return None
    shortest, longest = days_of(period)
    if shortest is None or longest is None or not 0 < shortest <= longest:
        return None
    return Rhythm(least, most, shortest, longest)


_PER_DAY = {
    "QD": Fraction(1), "AM": Fraction(1), "PM": Fraction(1), "BED": Fraction(1), "BID": Fraction(2), "TID": Fraction(3),
    "QID": Fraction(4), "QOD": Fraction(1, 2), "WK": Fraction(1, 7), "Q1H": Fraction(24), "Q2H": Fraction(12),
    "Q3H": Fraction(8), "Q4H": Fraction(6), "Q6H": Fraction(4), "Q8H": Fraction(3),
}  # fmt: skip
_SYSTEMS = ("http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", "http://hl7.org/fhir/v3/GTSAbbreviation")


def coded_per_day(timing: Json) -> tuple[str, Fraction] | None:
    """The first code of a Timing that says how often a day (BID, Q6H, QOD), and how often that is."""
    for _, coding in objects(mapping(timing.get("code")).get("coding")):
        code = words(coding.get("code"))
        if code in _PER_DAY and coding.get("system") in _SYSTEMS:
            return code, _PER_DAY[code]
    return None


def timed_by_code(dose: Dose, timing: Json) -> Dose:
    """The dose as often as the code of its Timing says, where the Timing has no data."""
    coded = None if timing.get("repeat") else coded_per_day(timing)
    if coded is None:
        return dose
    rate = coded[1]
    if rate >= 1:
        return replace(dose, times_per_day=int(rate))
    days = Decimal(int(1 / rate))
    return replace(dose, every=Amount(days, days, DAY))


def whole(value: object) -> int | None:
    """The value where it is a number of times, 1 or more."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def days_of(amount: Amount | None) -> tuple[Fraction | None, Fraction | None]:
    """Both ends of an amount of time in days; None for what is no time, and for months: they have no number of days."""
    if amount is None or amount.unit.dimension != DAY.dimension:
        return None, None
    factor = amount.unit.factor_to(DAY)
    return Fraction(amount.low) * factor, Fraction(amount.high) * factor


def bounds_of(repeat: Json) -> tuple[Fraction | None, Fraction | None]:
    """The least and the most days that the bounds of a Timing hold; a period of dates may count its last day or not."""
    dates = mapping(repeat.get("boundsPeriod"))
    start, end = day_of(dates.get("start")), day_of(dates.get("end"))
    if start is not None and end is not None:
        return Fraction((end - start).days), Fraction((end - start).days + 1)
    length = mapping(repeat.get("boundsRange"))
    if length:
        low, high = (days_of(quantity(mapping(length.get(end)))) for end in ("low", "high"))
        return low[0], high[1]
    return days_of(quantity(mapping(repeat.get("boundsDuration"))))


def day_of(value: object) -> date | None:
    """The day of a FHIR date or dateTime; None where it gives only a month or a year."""
    try:
        return date.fromisoformat(words(value)[:10])
    except ValueError:
        return None


def repetitions(repeat: Json) -> tuple[int | None, int | None]:
    """How often it happens in all, least and most: by its count, else by rhythm and bounds; None where it is open."""
    count = whole(repeat.get("count"))
    if count is not None:
        return count, whole(repeat.get("countMax", count))
    rhythm, (low, high) = rhythm_of(repeat), bounds_of(repeat)
    if rhythm is None or low is None or high is None or repeat.get("dayOfWeek"):
        return None, None
    return max(1, floor(rhythm.least_per_day * low)), max(1, floor(rhythm.most_per_day * high))
