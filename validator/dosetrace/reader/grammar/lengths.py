"""Lengths of time by what they are the length of: an infusion, a treatment, a cycle."""

from __future__ import annotations

from typing import NamedTuple

from dosetrace.reader.amounts.stretches import span
from dosetrace.reader.grammar.conditions import people
from dosetrace.reader.grammar.scan import Scan, by_the_clock
from dosetrace.reader.terms import Kind
from dosetrace.reader.vocabulary import (
    AFTER_FOR,
    AFTER_OVER,
    AGE_WORDS,
    BEFORE_A_SCHEDULE,
    BEFORE_WHAT_LASTS,
    CONTINUOUS,
    CYCLE_WORDS,
    EACH_WORDS,
    EVENTS_BEHIND,
    INFUSIONS,
    PLACES_IN_TIME,
    ROUTES,
    SCHEDULES,
    WEEK_WORDS,
)
from dosetrace.units import Amount

_FURTHEST = 5


class _Stretch(NamedTuple):
    """A length of time, its first token, the index behind it, and the index of what it is the length of."""

    length: Amount
    first: int
    after: int
    what: int


def stretch(scan: Scan, index: int, length: Amount, after: int) -> int:
    """A length of time by what it is the length of."""
    read = _Stretch(length, index, after, scan.past(after, BEFORE_WHAT_LASTS, 3))
    return (
        _of_a_cycle(scan, read)
        or _of_an_infusion(scan, read)
        or _of_a_drug(scan, read)
        or _from_an_event(scan, read)
        or _days_a_week(scan, read)
        or _between_commas(scan, read)
        or after
    )


def length_of_cycles(scan: Scan, index: int) -> tuple[Amount, int] | None:
    """`28-day cycles`, `21-day treatment cycles`: the length and the index behind."""
    length = span(scan.tokens, index)
    if length is None:
        return None
    here = length[1] + (scan.lows[length[1]] in ("treatment", "long"))
    return (length[0], here + 1) if scan.lows[here] in CYCLE_WORDS else None


def over(scan: Scan, index: int) -> int | None:
    """`over 3 hours`, `over 28 days`, `over at least 30 min`; not `over 60 years old`."""
    length = span(scan.tokens, scan.past(index + 1, AFTER_OVER, _FURTHEST))
    if length is None:
        return None
    clock = by_the_clock(length[0])
    if not clock and scan.lows[length[1]] in AGE_WORDS:
        return None
    return scan.add(Kind.INFUSION if clock else Kind.DURATION, length[0], index, length[1])


def lasting(scan: Scan, index: int) -> int | None:
    """`for 5 days`, `for up to 2 years`, `for 24 hours`, `for patients older than 60 years`."""
    here = scan.past(index + 1, AFTER_FOR, _FURTHEST)
    found = span(scan.tokens, here)
    if found is None:
        return people(scan, index)
    length, after = found
    behind = scan.lows[after]
    if behind in CYCLE_WORDS:
        return None
    if scan.lows[here - 1] == "first" and behind == "of" and length.unit.code == "d":
        return scan.add(Kind.DAYS, (tuple(range(1, int(length.high) + 1)),), index, after)
    if by_the_clock(length) and behind in EVENTS_BEHIND:
        return after
    return scan.add(Kind.INFUSION if by_the_clock(length) else Kind.DURATION, length, index, after)


def _of_a_cycle(scan: Scan, read: _Stretch) -> int | None:
    """`28-day cycles`, `a 21-day schedule`, `at 3-week intervals`, `28 days/cycle`."""
    what = scan.lows[read.what]
    if what in SCHEDULES and not by_the_clock(read.length):
        if scan.lows[read.first - 1] not in BEFORE_A_SCHEDULE:
            return read.after
        return scan.add(Kind.CYCLE_LENGTH, read.length, read.first, read.what + 1)
    if what in CYCLE_WORDS:
        return scan.add(Kind.CYCLE_LENGTH, read.length, read.first, read.what + 1)
    if scan.lows[read.after] in ("/", "per") and scan.lows[read.after + 1] in CYCLE_WORDS:
        return scan.add(Kind.CYCLE_LENGTH, read.length, read.first, read.after + 2)
    return None


def _of_an_infusion(scan: Scan, read: _Stretch) -> int | None:
    """`24-h infusion`, `28 days continuous`, `a 3 hour IV drip`."""
    what, behind = scan.lows[read.what], scan.lows[read.what + 1]
    routed = what in ROUTES and (behind in INFUSIONS or behind in CONTINUOUS)
    if not (routed or what in CONTINUOUS or what in INFUSIONS):
        return None
    kind = Kind.INFUSION if by_the_clock(read.length) else Kind.DURATION
    return scan.add(kind, read.length, read.first, read.after)


def _from_an_event(scan: Scan, read: _Stretch) -> int | None:
    """`within 24 hours`, `at least 2 weeks`, `4 weeks apart`: no length of anything."""
    return read.after if scan.lows[read.what] == "apart" or scan.lows[read.first - 1] in PLACES_IN_TIME else None


def _days_a_week(scan: Scan, read: _Stretch) -> int | None:
    """`5 days a week`, `three days per week`; `5 days weekly` is left alone."""
    weekly = scan.lows[read.after] in EACH_WORDS and scan.lows[read.after + 1] in WEEK_WORDS
    if weekly and read.length.unit.code == "d" and not read.length.is_range:
        return scan.add(Kind.TIMES_A_WEEK, int(read.length.low), read.first, read.after + 2)
    said = scan.lows[read.what : read.what + 2]
    if said[0] in ("daily", "weekly") or said == ["a", "week"] or (weekly and read.length.unit.code == "d"):
        return read.after
    return None


def _between_commas(scan: Scan, read: _Stretch) -> int | None:
    """`…, IV, 2 h, …`: a length that stands alone behind a dose."""
    behind = scan.tokens[read.after]
    if not by_the_clock(read.length) or scan.lows[read.first - 1] not in (",", "|"):
        return None
    if behind.text not in (",", ";", ")", "|", ".") and behind.before != "\n":
        return None
    dosed = any(term.kind is Kind.DOSE for term in scan.terms)
    return scan.add(Kind.INFUSION, read.length, read.first, read.after) if dosed else None


def _of_a_drug(scan: Scan, read: _Stretch) -> int | None:
    """`28 days of blinatumomab`."""
    if by_the_clock(read.length) or scan.lows[read.after] != "of":
        return None
    named = any(scan.names_drug(at) for at in range(read.after + 1, read.after + 4))
    return scan.add(Kind.DURATION, read.length, read.first, read.after) if named else None
