"""The phrases of a short quote: doses, days, cycles, intervals and lengths as exact values.

The same grammar as for whole sentences, without attaching anything to anything: a quote is often a part of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from dosetrace.reader.amounts.stretches import span
from dosetrace.reader.grammar.engine import Grammar
from dosetrace.reader.names import known_names
from dosetrace.reader.plain import plain
from dosetrace.reader.terms import Kind, Sentence, Term
from dosetrace.reader.tokens import AHEAD, NUMBER, WORD, tokens
from dosetrace.units import Amount, Unit


@dataclass(frozen=True, slots=True)
class DosePhrase:
    """One dose as the words give it; `per_day` where it is an amount per day by its unit."""

    amount: Amount
    per_day: bool


def doses(text: str) -> list[DosePhrase]:
    """Every dose, in order: `0.6 and 0.3 mg/m2` are two, `1.3-1.8 mg/m2` is a range."""
    found = [term.value for term in _sentence(text).terms if term.kind in (Kind.DOSE, Kind.LARGEST, Kind.LIMIT)]
    return [DosePhrase(amount, read.per == "day") for read in found for amount in read.amounts]


def ordered_doses(text: str) -> list[DosePhrase]:
    """Every dose that is no largest one, each time it is named."""
    found = doses(text)
    for largest in maxima(text):
        found.remove(largest)
    return found


def maxima(text: str) -> list[DosePhrase]:
    """Every largest dose: `maximum 2 mg`, `do not exceed 4 mg per day`, `at most 24 mg per day`."""
    sentence = _sentence(text)
    found = [term.value for term in sentence.terms if _is_largest(term, sentence)]
    return [DosePhrase(amount, read.per == "day") for read in found if read for amount in read.amounts]


def _is_largest(term: Term, sentence: Sentence) -> bool:
    before = [token.text.lower() for token in sentence.tokens[max(0, term.first - 2) : term.first]]
    return term.kind is Kind.LARGEST or (term.kind is Kind.LIMIT and (before == ["at", "most"] or before[-1:] == ["≤"]))


def divided(text: str) -> list[Amount]:
    """Every amount of a whole day that is given in parts: `200 mg/day in 2 divided doses`, `200 mg/d twice daily`."""
    terms = _sentence(text).terms
    kinds = {term.kind for term in terms}
    daily = Kind.DIVIDED in kinds and any(term.kind is Kind.PER and term.value == "day" for term in terms)
    return [
        amount
        for term in terms
        if term.kind is Kind.DOSE and (daily or (term.value.per == "day" and kinds & {Kind.DIVIDED, Kind.TIMES}))
        for amount in term.value.amounts
    ]


def sums(text: str) -> list[tuple[Amount, str]]:
    """Every amount that is called a total and what it is the total of: `total dose 160 mg` is of the administration
    or of all, `a total daily dose of 400 mg` of the day, `total 600 mg/m2 per cycle` of the cycle."""
    terms = [term for term in _sentence(text).terms if term.kind is not Kind.STOP]
    found: list[tuple[Amount, str]] = []
    for index, term in enumerate(terms):
        daily = term.kind is Kind.TOTAL and [(one.kind, one.value) for one in terms[index + 1 : index + 2]] == _DAILY
        after = terms[index + 1 + daily : index + 2 + daily] if term.kind is Kind.TOTAL else []
        for dose in after:
            if dose.kind is Kind.DOSE:
                found += [(amount, "day" if daily else dose.value.per) for amount in dose.value.amounts]
    return found


_DAILY = [(Kind.PER, "day")]


def days(text: str) -> tuple[int, ...] | None:
    """The days of a cycle that the words name, ranges written out; None where they name none."""
    return tuple(sorted(set(days_in_order(text)))) or None


def days_in_order(text: str) -> list[int]:
    """The days as the words list them, repeats kept."""
    return [day for listed in _values(text, Kind.DAYS) for item in listed for day in item]


def cycles(text: str) -> tuple[int, ...] | None:
    """The cycle numbers that the words name (`cycles 2-6`, `the first 4 courses`); None where they name none."""
    return tuple(sorted({number for named in _values(text, Kind.CYCLES) for number in named})) or None


def spans(text: str) -> list[Amount]:
    """Every stretch of time: `21- to 28-day`, `1 year`, `every 12 h`, `weekly`, and the day of `mg/d`."""
    day = [Amount(Decimal(1), Decimal(1), Unit("d"))]
    found = lengths(text) + [length for length in _values(text, Kind.EVERY) if length.low == 1]
    found += day * sum(dose.per_day for dose in doses(text))
    return found + day * list(_values(text, Kind.PER)).count("day")


def lengths(text: str) -> list[Amount]:
    """Every stretch of time with a number of its own: `for 5 days`, `1 year`; not `monthly`."""
    found, index, read = _sentence(text).tokens, 0, []
    while index < len(found) - AHEAD:
        here = span(found, index) if found[index].kind in (NUMBER, WORD) else None
        if here is not None:
            read.append(here[0])
        index = here[1] if here is not None else index + 1
    return read


def cycle_counts(text: str) -> list[int]:
    """Every number of cycles: `a maximum of 6 cycles`, `up to four 28-day cycles`, `the first 4 courses`."""
    firsts = [len(named) for named in _values(text, Kind.CYCLES) if named == tuple(range(1, len(named) + 1))]
    return [*_values(text, Kind.MAX_CYCLES), *firsts]


def cycle_lengths(text: str) -> list[Amount]:
    """Every length of a cycle: `21-day cycle`, `repeat every 28 days`."""
    return list(_values(text, Kind.CYCLE_LENGTH))


def dose_counts(text: str) -> list[int]:
    """Every number of doses: `12-dose cycles`."""
    return list(_values(text, Kind.COUNT))


def times_per_day(text: str) -> list[int]:
    """`twice daily` is 2."""
    return list(_values(text, Kind.TIMES))


def every_hours(text: str) -> list[int]:
    """`every 12 h` is 12."""
    return list(_values(text, Kind.EVERY_HOURS))


def intervals(text: str) -> list[Amount]:
    """The one interval of a text: `every 3 weeks`, `daily`; none where it also says how many times, or divides."""
    terms = [term for term in _sentence(text).terms if term.kind in _OFTEN]
    if len(terms) != 1:
        return []
    if terms[0].kind is Kind.EVERY:
        return [terms[0].value]
    return [Amount(Decimal(1), Decimal(1), Unit("d"))] if (terms[0].kind, terms[0].value) == (Kind.PER, "day") else []


_OFTEN = (Kind.EVERY, Kind.PER, Kind.TIMES, Kind.TIMES_A_WEEK, Kind.EVERY_HOURS, Kind.DIVIDED, Kind.CONTINUOUS)


def times_per_week(text: str) -> list[int]:
    """`twice a week` is 2."""
    return list(_values(text, Kind.TIMES_A_WEEK))


def stretches(text: str) -> list[Amount]:
    """How long it goes on: `for 5 days`, `over 28 days`; not the days of a cycle."""
    return list(_values(text, Kind.DURATION))


def infusions(text: str) -> list[Amount]:
    """How long one administration takes: `over 30 minutes`, `infused at 50 mL/h for 4 hours`."""
    return list(_values(text, Kind.INFUSION))


def _values(text: str, kind: Kind) -> Iterator[Any]:
    return (term.value for term in _sentence(text).terms if term.kind is kind)


LONGEST = 5_000
"""Characters that are read of a text: a longer one is no phrase, and the time to read it grows with its square."""


def _sentence(text: str) -> Sentence:
    return _read(text[:LONGEST])


@lru_cache(maxsize=4096)
def _read(text: str) -> Sentence:
    return Grammar(tokens(plain(text).text), known_names()).read()
