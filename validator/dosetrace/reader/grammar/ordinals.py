"""Cycles and days by ordinal words: first, second, third."""

from __future__ import annotations

from dosetrace.reader.amounts.numbers import count
from dosetrace.reader.grammar.intervals import interval
from dosetrace.reader.grammar.lengths import length_of_cycles
from dosetrace.reader.grammar.scan import Scan, length_of
from dosetrace.reader.terms import Kind
from dosetrace.reader.vocabulary import BEHIND_A_DAY_OF, CYCLE_WORDS, CYCLES_BY_ORDINALS, DAY_WORDS, ORDINALS


def ordinal(scan: Scan, index: int) -> int | None:
    """`the first 4 cycles`, `the first and third cycles`, `first day of each cycle`."""
    number = count(scan.tokens, index + 1) if scan.lows[index] == "first" else None
    if number is not None:
        return _first_few(scan, index, *number)
    places, here = _places(scan, index)
    return (
        _cycles(scan, index, places, here)
        or _days(scan, index, places, here)
        or (here if places[0] == 1 and scan.lows[here] in ("dose", "infusion") else None)
    )


def _first_few(scan: Scan, index: int, number: int, after: int) -> int:
    """`the first 4 cycles`, `the first two 28-day cycles`, `the first 3 days of each cycle`."""
    low, numbers = scan.lows[after], tuple(range(1, number + 1))
    if low in DAY_WORDS and scan.lows[after + 1] in ("of", "in"):
        return scan.add(Kind.DAYS, (numbers,), index, after + 1)
    length = length_of_cycles(scan, after)
    if length is not None:
        scan.add(Kind.CYCLE_LENGTH, length[0], after, length[1])
        return scan.add(Kind.CYCLES, numbers, index, length[1])
    return scan.add(Kind.CYCLES, numbers, index, after + 1) if low in CYCLE_WORDS else after


def _places(scan: Scan, index: int) -> tuple[tuple[int, ...], int]:
    """`first, second and third`: their numbers and the index behind them."""
    places, here = [ORDINALS[scan.lows[index]]], index + 1
    while scan.lows[here] in (",", "and", "or"):
        after = here + 1 + (scan.lows[here + 1] in ("and", "or"))
        if scan.lows[after] not in ORDINALS:
            break
        places.append(ORDINALS[scan.lows[after]])
        here = after + 1
    return tuple(places), here


def _cycles(scan: Scan, index: int, places: tuple[int, ...], here: int) -> int | None:
    """`first cycle`, `second 28-day cycle`."""
    if scan.lows[here] in CYCLES_BY_ORDINALS:
        return scan.add(Kind.CYCLES, places, index, here + 1)
    length = length_of_cycles(scan, here)
    if length is None:
        return None
    scan.add(Kind.CYCLE_LENGTH, length[0], here, length[1])
    return scan.add(Kind.CYCLES, places, index, length[1])


def _days(scan: Scan, index: int, places: tuple[int, ...], here: int) -> int | None:
    """`first day of each cycle`; `first day of every week` is an interval."""
    if scan.lows[here] not in DAY_WORDS:
        return None
    behind = scan.lows[here + 1 : here + 5]
    if "week" in behind[2:]:
        return interval(scan, index, length_of(1, "wk"), here + 4) if behind[0] == "of" and places[0] == 1 else None
    if behind[0] in ("of", "in", "every") and behind[1] in BEHIND_A_DAY_OF:
        return scan.add(Kind.DAYS, tuple((day,) for day in places), index, here + 1)
    return None
