"""What a text says of a dose and the structure does not: for the checks of titles and dosage texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import chain

from dosetrace.fhir.read.document import Json
from dosetrace.fhir.read.timing import days_of, times_and_period
from dosetrace.reader.phrases import days, dose_counts, doses, every_hours, intervals, stretches, times_per_day
from dosetrace.timeline import Dose
from dosetrace.units import DAY, Amount
from dosetrace.wording import every_hours_text, every_text, times_a_day, times_within


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
    said = doses(text)
    if len(said) == 1 and dose.amount is not None:
        both_per_day = said[0].per_day and (dose.per == "day" or dose.times_per_day == 1)
        if not _OF_SOMETHING_ELSE.search(_PER_DAY.sub("", text) if both_per_day else text):
            yield from one_sided([said[0].amount], [dose.amount])
    if len(times_per_day(text)) + len(every_hours(text)) <= 1:
        yield from often(text, dose)
    yield from interval(text, dose)


_LONGEST = 1_000
_PER_DAY = re.compile(r"(?:\bper |/ ?)d(?:ay)?\b", re.IGNORECASE)
_FORBIDS = re.compile(r"\b(?:not|never|avoid|without)\b", re.IGNORECASE)
"""What is said there of an amount or a frequency is that it shall not be."""
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:tab|caps|vial|ampou?l|syringe|pens?\b|patch|suppositor|strength|total|max|not exceed|up to|at least|until"
    r"|increas|reduc|decreas|titrat|escalat|adjust|then\b|cumulative|previous|instead|per (?:day|m[lL])|daily dose)"
    r"|/\s?\d* ?(?:m[lL]|d|day)\b|%",
    re.IGNORECASE,
)


def interval(text: str, dose: Dose, repeat: Json | None = None) -> Iterator[tuple[str, str]]:
    """The interval that a text states alone (`daily`, `every 3 weeks`), where the dose is not an amount per day and no
    days of a cycle are named."""
    said = intervals(text)
    coded = _coded_rate(dose, repeat) if said else None
    if coded is None:
        return
    shortest, longest = in_days(said[0])
    if shortest <= 0 or (shortest > 1 and days(text)) or coded.overlaps(1 / longest, 1 / shortest):
        return
    if _TAKE_TURNS.search(text) and len(doses(text)) > 1:
        return
    if shortest > 1 or not (_OF_A_DAY.search(text) or doses_per_day(text, dose)):
        yield every_text(said[0]), coded.shown


_TAKE_TURNS = re.compile(r"\balternat", re.IGNORECASE)
"""`1,000 mg and 1,500 mg on alternate days` is a dose every day."""
_OF_A_DAY = re.compile(r"\btimes?\b|total|daily.dose|divid|split|\band\b|[,;/+]|\bper day\b", re.IGNORECASE)


def doses_per_day(text: str, dose: Dose) -> bool:
    """Whether an amount of the text is another than the coded one: `500 mg daily` may be 250 mg twice."""
    return any(dose.amount is None or not said.amount.equals(dose.amount) for said in doses(text))


def of_the_day(text: str, dose: Dose) -> Amount | None:
    """What a day adds up to, where the text speaks of a day: `200 mg daily in 2 divided doses` of 100 mg each."""
    rate = rate_of_dose(dose)
    whole = rate is not None and rate.least.denominator == 1 and rate.least > 1
    of_a_day = whole and _DAY_NAMED.search(text)
    return dose.amount.times(int(rate.least)) if of_a_day and rate is not None and dose.amount is not None else None


_DAY_NAMED = re.compile(r"\b(?:day|daily|tag|täglich|tgl|jour|día|dia|giorno|dag|dygn)\b|/d\b|[日天]", re.IGNORECASE)
"""A day in the languages in which the figures of a text are read."""


def one_sided(said: list[Amount], coded: list[Amount]) -> Iterator[tuple[str, str]]:
    """Amounts on one side only, where both sides have such: a text may also explain a strength or a total."""
    only_said = [amount for amount in said if not any(amount.equals(other) for other in coded)]
    only_coded = [amount for amount in coded if not any(amount.equals(other) for other in said)]
    for stated, other in zip(only_said, only_coded, strict=False):
        if comparable(stated, other):
            yield str(stated), str(other)


def often(text: str, dose: Dose, repeat: Json | None = None) -> Iterator[tuple[str, str]]:
    """The same for how often, how many and how long; the Timing of the dose says more of times than the dose does."""
    named = dict(frequencies(text))
    coded = _coded_rate(dose, repeat) if named else None
    if coded is not None and not any(coded.overlaps(*rate) for rate in (*_exact(named), *_of_steps(text))):
        yield from ((words, coded.shown) for words in named)
    yield from _numbers(counts(text), dose.count, "{0} doses")
    if dose.duration is not None:
        yield from _stretches(text, dose.duration)
        yield from _run_of_days(text, dose.duration)
    elif dose.count and dose.times_per_day and dose.count % dose.times_per_day == 0:
        whole_days = Decimal(dose.count // dose.times_per_day)
        yield from _stretches(text, Amount(whole_days, whole_days, DAY))


def _run_of_days(text: str, coded: Amount) -> Iterator[tuple[str, str]]:
    """`days 1 to 5`, where the text names days once, beside what goes on for another number of days."""
    listed = days(text) if len(_DAYS.findall(text)) == 1 and not COMES_AGAIN.search(text) else None
    shortest, longest = in_days(coded)
    if not listed or not len(listed) == listed[-1] - listed[0] + 1 > 1 or shortest <= 0:
        return
    if shortest > len(listed) or longest <= len(listed) - 1:
        yield f"days {listed[0]} to {listed[-1]}", coded.text


_DAYS = re.compile(r"\bd(?:ays?)?(?:\b|(?=\d))", re.IGNORECASE)


def counts(text: str) -> list[int]:
    """Every number of doses of the whole course, not of a day."""
    return dose_counts(_OF_A_PERIOD.sub("", text))


_OF_A_PERIOD = re.compile(r"\bdoses? ?(?:(?:per|a|each|every|in|within)\b(?: an?y?\b)?|/) ?(?:24|day|h)", re.IGNORECASE)


def _exact(named: dict[str, Fraction]) -> list[tuple[Fraction, Fraction]]:
    """The frequencies of a text, of which one has to be the coded one: several are steps, choices or the same twice."""
    return [(rate, rate) for rate in named.values()]


def _of_steps(text: str) -> Iterator[tuple[Fraction, Fraction]]:
    """The interval of each step of a text that tells several: `100 mg daily for a week, then twice daily`."""
    steps = STEP.split(text)
    for length in chain.from_iterable(map(intervals, steps)) if len(steps) > 1 else ():
        shortest, longest = in_days(length)
        if shortest > 0:
            yield 1 / longest, 1 / shortest


STEP = re.compile(
    r"\b(?:then|thereafter|afterwards?|after that|followed by|(?:increas|decreas|reduc|titrat|taper|escalat)\w*)\b",
    re.IGNORECASE,
)
"""Words between two steps of a treatment."""


def _stretches(text: str, coded: Amount) -> Iterator[tuple[str, str]]:
    said = stretches(text) if in_days(coded)[0] > 0 else []
    if all(_is_another(length, coded, text) for length in said):
        yield from ((length.text, coded.text) for length in said)


def _is_another(length: Amount, coded: Amount, text: str) -> bool:
    (shortest, longest), (least, most) = in_days(coded), in_days(length)
    return longest < least or (shortest > most and not COMES_AGAIN.search(text))


COMES_AGAIN = re.compile(
    r"\b(?:cycles?|courses?|repeat\w*|each|every (?:\d+ )?(?:days?|weeks?|months?))\b", re.IGNORECASE
)
"""Words that say that a stretch comes again: then the coded one may be that of all of them."""


def frequencies(text: str) -> Iterator[tuple[str, Fraction]]:
    """How often a day, where a text gives a number of times or of hours."""
    yield from ((times_a_day(times), Fraction(times)) for times in times_per_day(text))
    yield from ((every_hours_text(hours), Fraction(24, hours)) for hours in every_hours(text) if hours)


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a day, least and most, and as it is coded."""

    least: Fraction
    most: Fraction
    shown: str

    def overlaps(self, least: Fraction, most: Fraction) -> bool:
        """Whether it may be a number of times a day from `least` to `most`."""
        return least <= self.most and self.least <= most


def _coded_rate(dose: Dose, repeat: Json | None) -> Rate | None:
    return (rate_of_repeat(repeat) if repeat else None) or rate_of_dose(dose)


def rate_of_dose(dose: Dose) -> Rate | None:
    """How often a dose is given; None where it is not coded."""
    if dose.every_hours:
        rate = Fraction(24, dose.every_hours)
        return Rate(rate, rate, every_hours_text(dose.every_hours))
    if dose.times_per_day:
        return Rate(Fraction(dose.times_per_day), Fraction(dose.times_per_day), times_a_day(dose.times_per_day))
    return _rate(1, 1, dose.every) if dose.every is not None else None


def rate_of_repeat(repeat: Json) -> Rate | None:
    """How often a Timing says; None where it names weekdays or times, which say it otherwise."""
    found = times_and_period(repeat)
    if found is None or repeat.get("dayOfWeek") or repeat.get("when") or repeat.get("timeOfDay"):
        return None
    return _rate(*found)


def _rate(least: int, most: int, period: Amount) -> Rate | None:
    shortest, longest = in_days(period)
    return Rate(least / longest, most / shortest, times_within(least, period)) if shortest > 0 else None


def in_days(length: Amount) -> tuple[Fraction, Fraction]:
    """Both ends of a time in days; a month has 28 to 31 of them. Nought for what is no time."""
    if length.unit.code in _CALENDAR:
        few, many = _CALENDAR[length.unit.code]
        return Fraction(length.low) * few, Fraction(length.high) * many
    low, high = days_of(length)
    return (low, high) if low is not None and high is not None else (Fraction(0), Fraction(0))


_CALENDAR = {"mo": (28, 31), "a": (365, 366)}


def _numbers(said: Iterable[int], coded: int | None, words: str) -> Iterator[tuple[str, str]]:
    numbers = list(said)
    for number in numbers if coded is not None and coded not in numbers else ():
        yield words.format(number), words.format(coded)


def comparable(said: Amount, coded: Amount) -> bool:
    """Whether two amounts can contradict each other: both of a mass or of units, whatever they are normalised to, and
    none of them a rate or of an unknown unit."""
    if coded.unit.dimension is None and coded.unit.code[:1] != "{":
        return False
    codes = [amount.unit.code.replace("[iU]", "[IU]").split("/") for amount in (said, coded)]
    if any(part in ("min", "h", "d") for code in codes for part in code[1:]):
        return False
    return all(code[0] in _MASSES for code in codes) or codes[0][0] == codes[1][0]


_MASSES = {"ng", "ug", "mg", "g"}
