"""How often: intervals, times a day, and what an amount is per."""

from __future__ import annotations

from dosetrace.reader.amounts.numbers import count
from dosetrace.reader.amounts.stretches import span
from dosetrace.reader.grammar.scan import Scan, by_the_clock, length_of
from dosetrace.reader.terms import Kind
from dosetrace.reader.vocabulary import (
    ADVERBS,
    ALTERNATIONS,
    CYCLE_WORDS,
    DOSE_WORDS,
    EACH_WORDS,
    OFTEN,
    ONE_INTERVAL,
    PER_WHAT,
    REPEATED,
    STRETCHES,
    TIMES,
    WORDS_UNLESS_CAPITALS,
)
from dosetrace.units import Amount


def every(scan: Scan, index: int) -> int | None:
    """`every 12 h`, `q3w`, `every other day`, `every 21-day cycle`, `each week`."""
    here = index + 1
    low = scan.lows[here]
    if low in ALTERNATIONS:
        unit = STRETCHES.get(scan.lows[here + 1])
        return interval(scan, index, length_of(ALTERNATIONS[low], unit), here + 2) if unit is not None else None
    if low in STRETCHES:
        return _every_one(scan, index)
    here += low == "-"
    length = span(scan.tokens, here)
    return _every_length(scan, index, here, *length) if length is not None else None


def interval(scan: Scan, index: int, length: Amount, after: int) -> int:
    """An interval: whole hours as their number, everything else as a length."""
    if length.unit.code == "h" and not length.is_range and length.low == int(length.low):
        return scan.add(Kind.EVERY_HOURS, int(length.low), index, after)
    return scan.add(Kind.EVERY, length, index, after)


def each(scan: Scan, index: int) -> int | None:
    """`each week`, `each day`; else a word that tells of the doses of a list."""
    if scan.lows[index + 1] in ("week", "month", "day"):
        return every(scan, index)
    return scan.add(Kind.EACH, None, index, index + 1)


def alternate(scan: Scan, index: int) -> int | None:
    """`alternate days`."""
    return scan.add(Kind.EVERY, length_of(2, "d"), index, index + 2) if scan.lows[index + 1] == "days" else None


def daily(scan: Scan, index: int) -> int:
    """`daily`; numbers before it are read at the number."""
    return scan.add(Kind.PER, "day", index, index + 1)


def adverb(scan: Scan, index: int) -> int | None:
    """`weekly`, `monthly`, `total weekly dose`, `three-weekly`."""
    low = scan.lows[index]
    if scan.lows[index - 1] == "-" and not scan.tokens[index].spaced:
        return _numbered_adverb(scan, index)
    if low == "weekly" and scan.lows[index - 1] == "total" and scan.lows[index + 1] in DOSE_WORDS:
        return scan.add(Kind.PER, "week", index, index + 1)
    return interval(scan, index, length_of(*ADVERBS[low]), index + 1)


def often(scan: Scan, index: int) -> int | None:
    """`BID`, `t.i.d.`, `nightly`; not a word that begins with a capital, such as `Bid`."""
    token = scan.tokens[index]
    word = token.text[0].isupper() and not token.text.replace(".", "").isupper()
    if token.low in WORDS_UNLESS_CAPITALS and word:
        return None
    return scan.add(Kind.TIMES, OFTEN[token.low], index, index + 1)


def times_in_a_word(scan: Scan, index: int) -> int | None:
    """`once daily`, `twice a week`."""
    return times(scan, index, TIMES[scan.lows[index]], index + 1)


def times(scan: Scan, index: int, value: int, here: int) -> int | None:
    """What follows `twice`, `three times`: daily, a day, weekly, every 3 weeks."""
    here += scan.lows[here] == "-"
    low = scan.lows[here]
    if low in ADVERBS:
        return _rate(scan, index, value, ADVERBS[low][1], here + 1)
    if low not in EACH_WORDS and low != "/":
        return None
    unit = STRETCHES.get(scan.lows[here + 1])
    if unit is not None:
        return _rate(scan, index, value, unit, here + 2)
    return every(scan, here) if value == 1 and low == "every" else None


def per(scan: Scan, index: int) -> int | None:
    """`per day`, `per cycle`, `a day`, away from the unit."""
    value = PER_WHAT.get(scan.lows[index + 1])
    return scan.add(Kind.PER, value, index, index + 2) if value is not None else None


def _every_one(scan: Scan, index: int) -> int | None:
    """`every day`, `qd`, `every week`, `q w`."""
    low, after = scan.lows[index + 1], index + 2
    unit = STRETCHES[low]
    if unit == "d" and scan.lows[index] != "q":
        return scan.add(Kind.TIMES, 1, index, after) if scan.tokens[after].whole is None else None
    if scan.lows[index] == "q" or low in ONE_INTERVAL:
        return interval(scan, index, length_of(1, unit), after)
    return None


def _every_length(scan: Scan, index: int, here: int, length: Amount, after: int) -> int:
    """`every 3 weeks`; `every 21-day cycle` and `repeated every 21 days` are lengths of a cycle."""
    low = scan.lows[after]
    if low in CYCLE_WORDS or (low == "treatment" and scan.lows[after + 1] in CYCLE_WORDS):
        return scan.add(Kind.CYCLE_LENGTH, length, here, after + 1)
    if not by_the_clock(length) and not REPEATED.isdisjoint((scan.lows[index - 1], scan.lows[index - 2])):
        return scan.add(Kind.CYCLE_LENGTH, length, index, after)
    return interval(scan, index, length, after)


def _numbered_adverb(scan: Scan, index: int) -> int:
    """`three-weekly`, `4-weekly`, `tri-weekly`: the number stands before the hyphen."""
    number = count(scan.tokens, index - 2)
    value = number[0] if number is not None else 3 if scan.lows[index - 2] == "tri" else None
    if value is None:
        return index + 1
    return interval(scan, index - 2, length_of(value, ADVERBS[scan.lows[index]][1]), index + 1)


def _rate(scan: Scan, index: int, value: int, unit: str, after: int) -> int:
    """`twice a day`, `once a week`, `three times a week`; `twice a month` is passed over."""
    if unit == "d":
        return scan.add(Kind.TIMES, value, index, after)
    if value == 1 or unit == "h":
        return interval(scan, index, length_of(1, unit), after) if value == 1 else after
    return scan.add(Kind.TIMES_A_WEEK, value, index, after) if unit == "wk" else after
