"""The numbers of days and cycles: single ones, ranges, and lists of both."""

from __future__ import annotations

from collections.abc import Set

from dosetrace.reader.amounts.measures import measure
from dosetrace.reader.amounts.numbers import figure
from dosetrace.reader.grammar.scan import Scan
from dosetrace.reader.tokens import NUMBER
from dosetrace.reader.vocabulary import COUNTED_THINGS, COUNTS, LIST_LINKS, SIGNS, TO, UNIT_WORDS

Items = tuple[tuple[int, ...], ...]
"""Each item of a list with its numbers written out."""

_LAST_DAY = 400
_GROUP = 3


def listed(scan: Scan, index: int, words: Set[str], days: bool = False) -> tuple[Items, int] | None:
    """`1, 8, and 15`, `1-5 and 8-12`, `-3 to -1`, `1 and again on day 15`; None where no number stands.

    `words` may be repeated before each number. Only `days` are negative or written as words.
    """
    first = _item(scan, index, words, days)
    if first is None:
        return None
    items, here = [first[0]], first[1]
    while (after := _behind_links(scan, here)) > here:
        repeated = after + (scan.lows[after] == "on" and scan.lows[after + 1] in words)
        item = _item(scan, scan.past(repeated, words), words, days)
        if item is None:
            break
        items.append(item[0])
        here = item[1]
    return tuple(items), here


def flat(items: Items) -> tuple[int, ...]:
    """The numbers of all items in the order of the words."""
    return tuple(number for item in items for number in item)


def _behind_links(scan: Scan, index: int) -> int:
    """The index behind `, and`, `(and`, `and again`."""
    while scan.lows[index] in LIST_LINKS or (scan.lows[index] == "(" and scan.lows[index + 1] == "and"):
        index += 1
    return index


def _item(scan: Scan, index: int, words: Set[str], days: bool) -> tuple[tuple[int, ...], int] | None:
    """`8`, `1-5`, `1 to day 5`: the numbers written out."""
    low = _integer(scan, index, days)
    if low is None:
        return None
    first, here = low
    high = _integer(scan, scan.past(here + 1, words), days) if scan.lows[here] in TO else None
    if high is None:
        return ((first,), here) if _free(scan, here) else None
    last, after = high
    return (tuple(range(first, last + 1)), after) if first < last <= first + _LAST_DAY else None


def _integer(scan: Scan, index: int, days: bool) -> tuple[int, int] | None:
    """`8`; of days also `-3`, `+1` and `one`."""
    low = scan.lows[index]
    signed = days and low in SIGNS and scan.tokens[index + 1].whole is not None
    here = index + signed
    value = scan.tokens[here].whole
    if value is None or value > _LAST_DAY:
        return (COUNTS[low], here + 1) if days and low in COUNTS else None
    begins_a_name = scan.lows[here + 1] == "-" and scan.names.at(scan.tokens, here) is not None
    if begins_a_name or not _free(scan, here + 1):
        return None
    return (-value if low == "-" else value), here + 1


def _free(scan: Scan, index: int) -> bool:
    """Whether a number just read does not belong to what follows: `8, 15 mg`, `1, 3 hours`, `2 cycles`, `20%`."""
    mark = scan.lows[index]
    here = index + (mark == "-")
    low = scan.lows[here]
    if low == "x":
        return not scan.lows[here + 1].startswith("10")
    if mark in ("%", "×") or _thousands_follow(scan, index) or _unit_follows(scan, here):
        return False
    if mark in ("-", "to"):
        ahead = figure(scan.tokens, index + 1)
        return ahead is None or measure(scan.tokens, ahead[1]) is None
    return low not in COUNTED_THINGS or scan.starts_line(here)


def _thousands_follow(scan: Scan, index: int) -> bool:
    """`1,000`, `1 000 mg`."""
    here, after = scan.tokens[index], scan.tokens[index + 1]
    if here.text == ",":
        return not (here.spaced or after.spaced) and len(after.text) == _GROUP and after.whole is not None
    return here.kind == NUMBER and len(here.text) == _GROUP and measure(scan.tokens, index + 1) is not None


def _unit_follows(scan: Scan, index: int) -> bool:
    """`15 mg`, `3 hours`, `2 million`; a day with a number behind it is another day: `6 Day 8`, `C1 d8`."""
    low = scan.lows[index]
    if low in ("d", "day", "days"):
        return scan.tokens[index + 1].whole is None
    return low in UNIT_WORDS
