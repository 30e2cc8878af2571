"""Lengths of time: a number and a unit of time."""

from __future__ import annotations

from decimal import Decimal

from dosetrace.reader.amounts.numbers import behind_range_mark, count, figure
from dosetrace.reader.tokens import WORD, Token
from dosetrace.reader.vocabulary import NO_TIME_IN_CAPITALS, SPANS
from dosetrace.units import Amount, Unit

_Range = tuple[Decimal, Decimal]


def span(found: list[Token], index: int) -> tuple[Amount, int] | None:
    """A stretch of time: `21- to 28-day`, `24-h`, `three weeks`, `30 min to 1 h`."""
    read = _in_words(found, index) if found[index].kind == WORD else _in_figures(found, index)
    if read is None:
        return None
    (low, high), here = read
    unit = _time(found, here)
    return (Amount(low, high, Unit(unit[0])), unit[1]) if unit is not None else None


def _in_words(found: list[Token], index: int) -> tuple[_Range, int] | None:
    """`three`, `two to three`."""
    first = count(found, index)
    if first is None:
        return None
    mark = behind_range_mark(found, first[1])
    second = (count(found, mark) if mark is not None else None) or first
    return (Decimal(first[0]), Decimal(second[0])), second[1]


def _in_figures(found: list[Token], index: int) -> tuple[_Range, int] | None:
    """`21`, `21-28`, `21 or 28`."""
    read = figure(found, index)
    if read is None:
        return None
    first, here = read
    other = figure(found, here + 1) if found[here].low == "or" else None
    if other is not None and _time(found, other[1]) is not None:
        return (first.low.value, other[0].high.value), other[1]
    return (first.low.value, first.high.value), here


def _time(found: list[Token], index: int) -> tuple[str, int] | None:
    """The UCUM code of a unit of time and the index behind it: `-day`, `weeks`, `hour(s)`, `consecutive days`."""
    here = index + 1 if found[index].text == "-" or found[index].low == "consecutive" else index
    token = found[here]
    if token.low not in SPANS or (token.low in NO_TIME_IN_CAPITALS and token.text.isupper()):
        return None
    behind = here + 1
    if found[behind].text == "(" and found[behind + 1].low == "s" and found[behind + 2].text == ")":
        behind += 3
    return SPANS[token.low], behind
