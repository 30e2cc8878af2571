"""What a text says of a dose and the structure does not: for the checks of titles and dosage texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from dosetrace.reader.phrases import dose_counts, doses, every_hours, intervals, stretches, times_per_day
from dosetrace.timeline import Dose
from dosetrace.units import DAY, Amount


def contradictions(text: str, dose: Dose) -> Iterator[tuple[str, str]]:
    """(what the text says, what is coded) for every amount, interval, number and stretch that both state."""
    for said in doses(text):
        if dose.amount is None:
            yield str(said.amount), "no dose"
        elif not said.amount.equals(dose.amount):
            yield str(said.amount), str(dose.amount)
    yield from often(text, dose)


def explained(text: str, dose: Dose) -> Iterator[tuple[str, str]]:
    """The same for a text that may also name a strength, a total or another step: only where it has one amount and one
    frequency, and nothing that says they are about something else."""
    if len(text) > _LONGEST or _FORBIDS.search(text):
        return
    said = [phrase.amount for phrase in doses(text)]
    if len(said) == 1 and dose.amount is not None and not _OF_SOMETHING_ELSE.search(text):
        yield from one_sided(said, [dose.amount])
    if len(times_per_day(text)) + len(every_hours(text)) <= 1:
        yield from often(text, dose)
    yield from interval(text, dose)


_LONGEST = 1_000
_FORBIDS = re.compile(r"\b(?:not|never|avoid|without)\b", re.IGNORECASE)
"""What is said there of an amount or a frequency is that it shall not be."""
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:tab|caps|vial|ampou?l|syringe|pens?\b|patch|suppositor|strength|total|max|not exceed|up to|at least|until"
    r"|increas|reduc|decreas|titrat|escalat|adjust|then\b|cumulative|previous|instead|per (?:day|m[lL])|daily dose)"
    r"|/\s?\d* ?(?:m[lL]|d|day)\b|%",
    re.IGNORECASE,
)


def interval(text: str, dose: Dose) -> Iterator[tuple[str, str]]:
    """The interval that a text states alone (`daily`, `every 3 weeks`), where the dose is not an amount per day."""
    coded, said = _rate(dose), intervals(text)
    if coded is None or not said or said[0].is_range or said[0].unit.dimension != DAY.dimension or said[0].low <= 0:
        return
    if 1 / Fraction(said[0].in_unit(DAY).low) != coded and not _OF_A_DAY.search(text) and not doses_per_day(text, dose):
        yield f"every {said[0]}", _often(dose)


_OF_A_DAY = re.compile(r"\btimes?\b|total|daily.dose|divid|split|\band\b|[,;/+]|\bper day\b", re.IGNORECASE)


def doses_per_day(text: str, dose: Dose) -> bool:
    """Whether an amount of the text is another than the coded one: `500 mg daily` may be 250 mg twice."""
    return any(dose.amount is None or not said.amount.equals(dose.amount) for said in doses(text))


def of_the_day(text: str, dose: Dose) -> Amount | None:
    """What a day adds up to, where the text speaks of a day: `200 mg daily in 2 divided doses` of 100 mg each."""
    rate = _rate(dose)
    whole = rate is not None and rate.denominator == 1 and rate > 1 and re.search(r"\bda(?:y|ily)\b|/d\b", text)
    return dose.amount.times(int(rate)) if whole and rate is not None and dose.amount is not None else None


def one_sided(said: list[Amount], coded: list[Amount]) -> Iterator[tuple[str, str]]:
    """Amounts on one side only, where both sides have such: a text may also explain a strength or a total."""
    only_said = [amount for amount in said if not any(amount.equals(other) for other in coded)]
    only_coded = [amount for amount in coded if not any(amount.equals(other) for other in said)]
    for stated, other in zip(only_said, only_coded, strict=False):
        if comparable(stated, other):
            yield str(stated), str(other)


def often(text: str, dose: Dose) -> Iterator[tuple[str, str]]:
    """The same for how often, how many and how long."""
    coded = _rate(dose)
    for times in times_per_day(text):
        if coded is not None and coded != times:
            yield f"{times} times a day", _often(dose)
    for hours in every_hours(text):
        if coded is not None and coded != Fraction(24, hours):
            yield f"every {hours} h", _often(dose)
    yield from _numbers(dose_counts(text), dose.count, "{0} doses")
    days = dose.duration if dose.duration is not None and dose.duration.unit == DAY else None
    said = [int(length.low) for length in stretches(text) if length.unit == DAY]
    yield from _numbers(said, int(days.low) if days is not None else None, "{0} days")


def _rate(dose: Dose) -> Fraction | None:
    """How often a day; None where it is not coded."""
    if dose.every_hours:
        return Fraction(24, dose.every_hours)
    if dose.times_per_day:
        return Fraction(dose.times_per_day)
    every = dose.every
    if every is None or every.is_range or every.unit.dimension != DAY.dimension or every.low <= 0:
        return None
    return 1 / Fraction(every.in_unit(DAY).low)


def _often(dose: Dose) -> str:
    if dose.every_hours:
        return f"every {dose.every_hours} h"
    return f"{dose.times_per_day} times a day" if dose.times_per_day else f"every {dose.every}"


def _numbers(said: Iterable[int], coded: int | None, words: str) -> Iterator[tuple[str, str]]:
    for number in said:
        if coded is not None and number != coded:
            yield words.format(number), words.format(coded)


def comparable(said: Amount, coded: Amount) -> bool:
    """Whether two amounts can contradict each other: both of a mass or of units, whatever they are normalised to, and
    none of them a rate or of an unknown unit."""
    if coded.unit.dimension is None and coded.unit.code[:1] != "{":
        return False
    codes = [amount.unit.code.split("/") for amount in (said, coded)]
    if any(part in ("min", "h", "d") for code in codes for part in code[1:]):
        return False
    return all(code[0] in _MASSES for code in codes) or codes[0][0] == codes[1][0]


_MASSES = {"ng", "ug", "mg", "g"}
