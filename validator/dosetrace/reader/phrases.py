"""The phrases of a quote: doses, days, cycles, intervals and lengths as exact values.

It reads short quotes, word by word as the sources write them; it does not attach anything to anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dosetrace.facts import Threshold
from dosetrace.typography import fold
from dosetrace.units import Amount, Unit

_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
          "ten": 10, "eleven": 11, "twelve": 12}  # fmt: skip
_TIMES = {"once": 1, "twice": 2, "three times": 3, "four times": 4}
_ADVERBS = {
    "daily": "d",
    "weekly": "wk",
    "monthly": "mo",
    "every day": "d",
    "every week": "wk",
    "every month": "mo",
}
_SPANS = {"minute": "min", "min": "min", "hour": "h", "h": "h", "day": "d", "d": "d", "week": "wk", "wk": "wk",
          "month": "mo", "year": "a", "y": "a"}  # fmt: skip
_MASSES = {
    "mg": "mg",
    "g": "g",
    "ug": "ug",
    "μg": "ug",
    "mcg": "ug",
    "microgram": "ug",
    "ng": "ng",
    "IU": "[IU]",
}

_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
_COUNT = rf"(?:\d{{1,4}}|{'|'.join(_WORDS)})"
_JOIN = r"(?:\s*,\s*and\s+|\s*,\s*|\s+and\s+|\s+or\s+)"
_UNIT = rf"(?P<unit>(?:{'|'.join(_MASSES)})(?:/(?:m2|kg))?)(?P<day>/d(?:ay)?)?(?![\w/])"
_DOSE = re.compile(rf"(?<![\w.])(?P<list>{_NUMBER}(?:(?:\s*-\s*|\s+to\s+|{_JOIN}){_NUMBER})*)\s?{_UNIT}")
_DAY_ITEM = r"\d{1,4}(?:\s*-\s*\d{1,4}|\s+to\s+\d{1,4})?(?!\d)"
_DAYS = re.compile(rf"\bdays?\s+({_DAY_ITEM}(?:{_JOIN}(?:days?\s+)?{_DAY_ITEM})*)(?![\d.]|\s?(?:mg|g)\b)")
_CYCLES = re.compile(rf"\b(?:cycles?|courses?)\s+({_DAY_ITEM}(?:{_JOIN}{_DAY_ITEM})*)")
_FIRST = re.compile(rf"\bfirst\s+({_COUNT})\s+(?:cycles|courses)")
_SPAN = re.compile(
    rf"(?<![\w.])({_NUMBER})(?:-?\s*(?:to|-)\s*({_NUMBER}))?[- ]?"
    rf"({'|'.join(sorted(_SPANS, key=len, reverse=True))})s?\b"
)
_ADVERB = re.compile(rf"\b({'|'.join(_ADVERBS)})\b")
_HOW_MANY = re.compile(
    rf"(?<![\w.])({_COUNT})\s+(?:(?:\d+-(?: to \d+-)?)(?:day|dose)\s+)?(?:cycles?|courses?)\b", re.IGNORECASE
)
_DOSES = re.compile(rf"\b({_COUNT})-dose\b")
_OFTEN = re.compile(rf"\b({'|'.join(_TIMES)})\s+(?:daily|a day|per day)\b")
_POWER = r"(?:\s*×\s*10\s?(-?\d{1,2}(?!\d)))?"
_RELATION = re.compile(rf"([≥≤<>])\s*({_NUMBER}){_POWER}\s*(%|years?)?")
_AGE = re.compile(rf"(?:aged\s+)?({_NUMBER})\s+years\s+or\s+older|older\s+than\s+({_NUMBER})\s+years")
_RELATIONS = {"≥": ">=", "≤": "<=", "<": "<", ">": ">"}


@dataclass(frozen=True, slots=True)
class DosePhrase:
    """One dose as the words give it; `per_day` where the unit ends in "/d"."""

    amount: Amount
    per_day: bool


def doses(text: str) -> list[DosePhrase]:
    """Every dose, in order: `0.6 and 0.3 mg/m2` are two, `1.3-1.8 mg/m2` is a range."""
    return [dose for match in _DOSE.finditer(fold(text)) for dose in _listed(match)]


def _listed(match: re.Match[str]) -> Iterator[DosePhrase]:
    mass, _, rest = match["unit"].partition("/")
    unit = Unit(_MASSES[mass] + (f"/{rest}" if rest else ""))
    for part in re.split(_JOIN, match["list"]):
        ends = [Decimal(number) for number in re.findall(_NUMBER, part)]
        yield DosePhrase(Amount(ends[0], ends[-1], unit), match["day"] is not None)


def days(text: str) -> tuple[int, ...] | None:
    """The days of a cycle that the words name, ranges written out; None where they name none."""
    lists = [day for match in _DAYS.finditer(fold(text)) for day in _members(match[1])]
    return tuple(sorted(set(lists))) if lists else None


def days_in_order(text: str) -> list[int]:
    """The days as the words list them, repeats kept."""
    return [day for match in _DAYS.finditer(fold(text)) for day in _members(match[1])]


def cycles(text: str) -> tuple[int, ...] | None:
    """The cycle numbers that the words name (`cycles 2-6`, `the first 4 courses`); None where they name none."""
    words = fold(text)
    named = {number for match in _CYCLES.finditer(words) for number in _members(match[1])}
    for match in _FIRST.finditer(words):
        named |= set(range(1, _count(match[1]) + 1))
    return tuple(sorted(named)) or None


def spans(text: str) -> list[Amount]:
    """Every stretch of time: `21- to 28-day`, `1 year`, `every 12 h`, `weekly`, and the day of `mg/d`."""
    words = fold(text)
    found = lengths(text)
    found += [_span("1", "1", "d") for dose in doses(text) if dose.per_day]
    return found + [Amount(Decimal(1), Decimal(1), Unit(_ADVERBS[match[1]])) for match in _ADVERB.finditer(words)]


def lengths(text: str) -> list[Amount]:
    """Every stretch of time with a number of its own: `for 5 days`, `1 year`; not `monthly`."""
    return [_span(match[1], match[2] or match[1], match[3]) for match in _SPAN.finditer(fold(text))]


def _span(low: str, high: str, word: str) -> Amount:
    return Amount(Decimal(low), Decimal(high), Unit(_SPANS[word]))


def cycle_counts(text: str) -> list[int]:
    """Every number of cycles: `a maximum of 6 cycles`, `up to four 28-day cycles`."""
    return [_count(match[1]) for match in _HOW_MANY.finditer(fold(text))]


def dose_counts(text: str) -> list[int]:
    """Every number of doses: `12-dose cycles`."""
    return [_count(match[1]) for match in _DOSES.finditer(fold(text))]


def times_per_day(text: str) -> list[int]:
    """`twice daily` is 2."""
    return [_TIMES[match[1]] for match in _OFTEN.finditer(fold(text))]


def thresholds(text: str) -> list[Threshold]:
    """Every comparison: `≥20%`, `≥ 1 × 10−4`, `aged 55 years or older`, `older than 60 years`."""
    words = fold(text)
    found = [_threshold(match) for match in _RELATION.finditer(words)]
    return found + [_age(match) for match in _AGE.finditer(words)]


def _threshold(match: re.Match[str]) -> Threshold:
    value = Decimal(match[2]).scaleb(int(match[3] or 0))
    unit = Unit({"%": "%", None: "1"}.get(match[4], "a"))
    return Threshold(_RELATIONS[match[1]], Amount(value, value, unit))


def _age(match: re.Match[str]) -> Threshold:
    value = Decimal(match[1] or match[2])
    return Threshold(">=" if match[1] else ">", Amount(value, value, Unit("a")))


def _members(listed: str) -> Iterator[int]:
    for item in re.findall(_DAY_ITEM, listed):
        low, *high = [int(number) for number in re.findall(r"\d+", item)]
        yield from range(low, (high[0] if high else low) + 1)


def _count(word: str) -> int:
    return _WORDS.get(word.lower()) or int(word)
