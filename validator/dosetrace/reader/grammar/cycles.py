"""Cycles by their numbers, and the length of a cycle."""

from __future__ import annotations

from dosetrace.reader.amounts.stretches import span
from dosetrace.reader.grammar.lists import flat, listed
from dosetrace.reader.grammar.scan import Scan, by_the_clock
from dosetrace.reader.terms import Kind
from dosetrace.reader.vocabulary import (
    BEFORE_A_CYCLE_LENGTH,
    BEFORE_THE_FIRST_CYCLE,
    CYCLE_WORDS,
    LATER_CYCLES,
    ONWARD,
)

_WORDS = CYCLE_WORDS | {"c"}
_FURTHEST_LENGTH = 6


def cycle(scan: Scan, index: int) -> int | None:
    """`cycles 1, 3 and 5`, `cycle 1 only`, `cycle 2 onwards`, `cycle #2`, `cycles ≥ 3`, `cycle length of 28 days`."""
    here = index + 1
    here += scan.lows[here] == "#"
    at_least = scan.lows[here] == "≥"
    found = listed(scan, here + at_least, _WORDS)
    if found is None:
        return length_behind(scan, index)
    items, after = found
    return _numbered(scan, index, tuple(sorted(set(flat(items)))), after, at_least)


def short_cycle(scan: Scan, index: int) -> int | None:
    """`C1`, `C1D8`; not the complement factors `C3 complement` and `C4 complement`."""
    number = scan.tokens[index + 1]
    if scan.tokens[index].text != "C" or number.whole is None or number.spaced:
        return None
    if number.text in ("3", "4") and scan.lows[index + 2] == "complement":
        return None
    return cycle(scan, index)


def subsequent(scan: Scan, index: int) -> int | None:
    """`in subsequent cycles`, `all following courses`."""
    here = scan.past(index + 1, ("treatment", "remaining"), 2)
    if scan.lows[here] not in CYCLE_WORDS or scan.tokens[here + 1].whole is not None:
        return None
    return scan.add(Kind.FROM_CYCLE, None, index, here + 1)


def parity(scan: Scan, index: int) -> int | None:
    """`odd cycles`, `even-numbered courses`; not where their numbers follow: `odd cycles 1, 3, 5`."""
    here = scan.past(index + 1, ("-", "numbered"))
    if scan.lows[here] not in CYCLE_WORDS or scan.tokens[here + 1].whole is not None:
        return None
    return scan.add(Kind.PARITY, scan.lows[index], index, here + 1)


def _numbered(scan: Scan, index: int, numbers: tuple[int, ...], after: int, at_least: bool) -> int:
    """The cycles named, or all from the last one on."""
    before = scan.lows[index - 1]
    onward = _behind_onward(scan, after)
    begins = before in BEFORE_THE_FIRST_CYCLE and len(numbers) == 1 and (onward > after or before != "with")
    if onward > after or begins or at_least:
        return scan.add(Kind.FROM_CYCLE, numbers[-1] + (before == "after"), index, onward)
    return scan.add(Kind.CYCLES, numbers, index, after)


def _behind_onward(scan: Scan, after: int) -> int:
    """The index behind `onward`, `+`, `and beyond`, `and subsequent`; the same one where nothing of that follows."""
    if scan.lows[after] == "+" or scan.lows[after] in ONWARD:
        return after + 1
    if scan.lows[after] in ("and", "on") and scan.lows[after + 1] in LATER_CYCLES:
        return after + 2
    return after


def length_behind(scan: Scan, index: int) -> int | None:
    """`cycle length of 28 days`, `cycles of 21 days`, `cycles every 3 weeks`."""
    here = scan.past(index + 1, BEFORE_A_CYCLE_LENGTH, _FURTHEST_LENGTH)
    length = span(scan.tokens, here) if here > index + 1 else None
    if length is None or by_the_clock(length[0]):
        return None
    return scan.add(Kind.CYCLE_LENGTH, length[0], here, length[1])
