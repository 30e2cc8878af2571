"""What begins with a number of things: doses, cycles, times."""

from __future__ import annotations

from typing import NamedTuple

from dosetrace.reader.amounts.numbers import count
from dosetrace.reader.amounts.stretches import span
from dosetrace.reader.grammar.cycles import length_behind
from dosetrace.reader.grammar.intervals import interval, times
from dosetrace.reader.grammar.lengths import length_of_cycles, stretch
from dosetrace.reader.grammar.lists import flat, listed
from dosetrace.reader.grammar.scan import Scan, by_the_clock, length_of
from dosetrace.reader.terms import Kind
from dosetrace.reader.tokens import WORD
from dosetrace.reader.vocabulary import (
    ADMINISTRATION_WORDS,
    ADMINISTRATIONS,
    ADVERBS,
    BEFORE_CYCLES,
    COUNTS,
    CYCLE_WORDS,
    DAY_WORDS,
    DOSE_WORDS,
    MASSES,
    MIDDLES_AND_ENDS,
    NO_COUNT,
    PARTED,
)


class _Count(NamedTuple):
    """A number of things: its value, the index of its first word and the one behind it."""

    value: int
    first: int
    after: int


def counted(scan: Scan, index: int) -> int | None:
    """`24-h infusion`, `four 28-day cycles`, `6 doses`, `3 times a day`."""
    if scan.tokens[index].kind == WORD and scan.lows[index] not in COUNTS:
        return None
    length = span(scan.tokens, index)
    if length is not None:
        return stretch(scan, index, *length)
    number = count(scan.tokens, index)
    return _how_many(scan, _range_of(scan, _Count(number[0], index, number[1]))) if number is not None else None


def multiplied(scan: Scan, index: int) -> int | None:
    """`× 5 days`, `x 4 doses`, `x 4 cycles (1-4)`, `weekly × 4`, `q12h x 6`."""
    number = count(scan.tokens, index + 1)
    if number is None:
        return None
    value, after = number
    length = span(scan.tokens, index + 1)
    if length is not None:
        kind = Kind.INFUSION if by_the_clock(length[0]) else Kind.DURATION
        return _numbers_behind(scan, scan.add(kind, length[0], index, length[1]), value, Kind.DAYS)
    if scan.lows[after] in CYCLE_WORDS:
        return _numbers_behind(scan, scan.add(Kind.MAX_CYCLES, value, index, after + 1), value, Kind.CYCLES)
    if scan.lows[after] in DOSE_WORDS:
        return scan.add(Kind.COUNT, value, index, after + 1)
    return _repeated(scan, _Count(value, index, after))


def _repeated(scan: Scan, number: _Count) -> int | None:
    """`daily × 5` are days, `q12h × 6` doses; not `daily × 5 mg`."""
    before = scan.terms[-1] if scan.terms else None
    if before is None or before.last != number.first or scan.lows[number.after] in MASSES:
        return None
    if before.kind in (Kind.PER, Kind.TIMES):
        return scan.add(Kind.DURATION, length_of(number.value, "d"), number.first, number.after)
    if before.kind in (Kind.EVERY, Kind.EVERY_HOURS):
        return scan.add(Kind.COUNT, number.value, number.first, number.after)
    return None


def _numbers_behind(scan: Scan, index: int, number: int, kind: Kind) -> int:
    """`x 7 days (22-28)`, `x 4 cycles (1-4)`: the numbers in parentheses, where there are as many."""
    found = listed(scan, index + 1, DAY_WORDS | CYCLE_WORDS) if scan.lows[index] == "(" else None
    if found is None or scan.lows[found[1]] != ")" or len(flat(found[0])) != number:
        return index
    return scan.add(kind, found[0] if kind is Kind.DAYS else flat(found[0]), index + 1, found[1]) + 1


def _range_of(scan: Scan, number: _Count) -> _Count:
    """`6 to 8 courses`, `1 or 2 doses`: the larger number."""
    second = count(scan.tokens, number.after + 1) if scan.lows[number.after] in ("-", "to", "or") else None
    if second is None or second[0] <= number.value:
        return number
    behind = scan.lows[second[1]]
    things = behind == "doses" or behind in CYCLE_WORDS or length_of_cycles(scan, second[1]) is not None
    return _Count(second[0], number.first, second[1]) if things else number


def _how_many(scan: Scan, number: _Count) -> int | None:
    """A number by what it counts."""
    here = number.after + (scan.lows[number.after] == "-")
    return (
        _divided(scan, number, here)
        or _administrations(scan, number, here)
        or _in_parts(scan, number, here)
        or _times(scan, number, here)
        or _cycles(scan, number)
    )


def _divided(scan: Scan, number: _Count, here: int) -> int | None:
    """`divided in 3 doses`."""
    if scan.lows[here] not in DOSE_WORDS or "divided" not in (scan.lows[number.first - 1], scan.lows[number.first - 2]):
        return None
    return scan.add(Kind.TIMES, number.value, number.first, here + 1)


def _administrations(scan: Scan, number: _Count, here: int) -> int | None:
    """`6 doses`, `12-dose cycles`; not `in 2 doses`."""
    each_cycle = scan.lows[here + 1] in CYCLE_WORDS
    if scan.lows[here] not in ADMINISTRATIONS or (scan.lows[number.first - 1] == "in" and not each_cycle):
        return None
    after = scan.add(Kind.COUNT, number.value, number.first, here + 1)
    return after + (scan.lows[after] in CYCLE_WORDS)


def _in_parts(scan: Scan, number: _Count, here: int) -> int | None:
    """`three divided doses`, `2 equally divided doses`, `in 2 doses`."""
    words = scan.lows[number.after : number.after + 3]
    if scan.lows[here] not in PARTED or "doses" not in words:
        return None
    last = number.after + words.index("doses") + 1
    scan.add(Kind.DIVIDED, None, number.first, last)
    return scan.add(Kind.TIMES, number.value, number.first, last)


def _times(scan: Scan, number: _Count, here: int) -> int | None:
    """`3 times daily`, `two weekly doses`, `3 weekly`."""
    low = scan.lows[here]
    if low == "times":
        return times(scan, number.first, number.value, number.after + 1)
    if low not in ADVERBS or low == "daily" or here > number.after:
        return None
    if scan.lows[here + 1] in ADMINISTRATION_WORDS:
        return scan.add(Kind.COUNT, number.value, number.first, here)
    return interval(scan, number.first, length_of(number.value, ADVERBS[low][1]), here + 1)


def _cycles(scan: Scan, number: _Count) -> int | None:
    """`6 cycles`, `four 28-day cycles`, `3 additional cycles`, `six 12-dose cycles`, `6 cycles of 21 days`."""
    here = number.after
    if scan.starts_line(here):
        return None
    length = length_of_cycles(scan, here)
    if length is not None:
        scan.add(Kind.CYCLE_LENGTH, length[0], here, length[1])
        return _number_of_cycles(scan, number, length[1])
    doses_each = count(scan.tokens, here)
    if doses_each is not None and _dose_cycles(scan, doses_each[1]):
        scan.add(Kind.COUNT, doses_each[0], here, doses_each[1] + 2)
        return _number_of_cycles(scan, number, doses_each[1] + 3)
    plain = scan.past(here, BEFORE_CYCLES, 3)
    if scan.lows[plain] not in CYCLE_WORDS:
        return None
    after = _number_of_cycles(scan, number, plain + 1)
    return length_behind(scan, plain) or after


def _dose_cycles(scan: Scan, index: int) -> bool:
    """`-dose cycles`."""
    return scan.lows[index : index + 2] == ["-", "dose"] and scan.lows[index + 2] in CYCLE_WORDS


def _number_of_cycles(scan: Scan, number: _Count, after: int) -> int:
    """A number of cycles, unless the words before make it a place in time: "after 4 cycles", "every 2 cycles". One
    cycle is what somebody had, not what is planned."""
    earlier, before = scan.lows[number.first - 2], scan.lows[number.first - 1]
    if (
        number.value == 1
        or before in NO_COUNT
        or (before == "of" and earlier in MIDDLES_AND_ENDS)
        or (earlier, before) == ("of", "the")
    ):
        return after
    return scan.add(Kind.MAX_CYCLES, number.value, number.first, after)
