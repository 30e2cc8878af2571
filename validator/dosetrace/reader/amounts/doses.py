"""Doses: one amount, or a list that shares its unit, and areas under the curve."""

from __future__ import annotations

from typing import NamedTuple

from dosetrace.reader.amounts.measures import Measure, measure
from dosetrace.reader.amounts.numbers import Figure, behind_range_mark, figure, power, scaled
from dosetrace.reader.terms import Doses, Doubt
from dosetrace.reader.tokens import NUMBER, Token
from dosetrace.reader.vocabulary import (
    BEFORE_AN_AREA,
    CROSSES,
    CURVE_WORDS,
    JOINS,
    REDUCTIONS,
    UNIT_OF_AN_AREA,
)
from dosetrace.units import Amount

_BEHIND_A_HYPHEN = frozenset({",", *JOINS})
_LONGEST_LIST = 12
_MOST_TIMES = 6
_FURTHEST_CURVE = 8
_AREA = (1, 10)
"""The smallest and the largest area under the curve that is dosed, in mg/mL × min."""


class _Measured(NamedTuple):
    """Numbers with their unit, and the index behind it."""

    figures: Figure
    unit: Measure
    after: int


def doses(found: list[Token], index: int) -> tuple[Doses | None, int] | None:
    """One dose, or a list that shares a unit. (None, index) for a concentration: a number to leave alone."""
    times, start = _times(found, index) or (None, index)
    first = figure(found, start)
    if first is None:
        return None
    unit = measure(found, first[1])
    if unit is None:
        return _listed(found, first, found[start - 1].text == "(") if times is None else None
    if unit[0].code is None:
        return None, unit[1]
    if _in_a_volume(found, unit[1]):
        return None, unit[1] + 3
    return _dose(found, index, _Measured(first[0], *unit), times)


def _dose(found: list[Token], index: int, read: _Measured, times: int | None) -> tuple[Doses, int]:
    """One dose, a range of it, or the two of a change."""
    low, high = read.figures.low, read.figures.high
    if low.value != high.value and _changed_from(found, index):
        return _doses([Figure(low, low), Figure(high, high)], read.unit, "then"), read.after
    whole = _up_to(found, index, read)
    return _doses([whole.figures], whole.unit, times=times), whole.after


def _times(found: list[Token], index: int) -> tuple[int, int] | None:
    """`2 x` before an amount; not before a power of ten (`2 x 106 U`)."""
    times, ahead = found[index].whole, found[index + 2]
    if times is None or not 0 < times <= _MOST_TIMES:
        return None
    if found[index + 1].low not in CROSSES or ahead.kind != NUMBER:
        return None
    if power(found, index + 2) is not None and not _weighed(found, index + 2):
        return None
    return times, index + 2


def _weighed(found: list[Token], index: int) -> bool:
    """Whether an amount is weighed, not counted in units by the million: `2 x 10 mg/m2`."""
    read = figure(found, index)
    unit = measure(found, read[1]) if read is not None else None
    return unit is not None and unit[0].code not in (None, "U", "[IU]")


def _in_a_volume(found: list[Token], index: int) -> bool:
    """Whether the amount is what a volume holds: `100 mg/50 mL`."""
    return found[index].text in ("/", "-") and found[index + 1].kind == NUMBER and found[index + 2].low in ("ml", "l")


def _changed_from(found: list[Token], index: int) -> bool:
    """`increased from 5 to 10 mg` are two doses, not a range."""
    return found[index - 1].low == "from" and any(
        token.low in REDUCTIONS for token in found[max(0, index - 5) : index - 1]
    )


def _up_to(found: list[Token], index: int, read: _Measured) -> _Measured:
    """`10 mg to 20 mg` is a range, but not where "from" says that one follows the other."""
    mark = behind_range_mark(found, read.after)
    second = figure(found, mark) if mark is not None else None
    other = measure(found, second[1]) if second is not None else None
    if second is None or other is None or other[0].code != read.unit.code:
        return read
    if found[index - 1].low == "from" or second[0].low.value <= read.figures.high.value:
        return read
    return _Measured(Figure(read.figures.low, second[0].high), *other)


def _listed(found: list[Token], first: tuple[Figure, int], opened: bool) -> tuple[Doses, int] | None:
    """`0.6 and 0.3 mg/m2`, `50-, 100-, and 200-mg`, `25/250 mg/m2`; in parentheses also `(20, 50, 100 mg`."""
    figures, here = [first[0]], first[1]
    joins: list[str] = []
    while len(figures) < _LONGEST_LIST:
        here += found[here].text == "-" and found[here + 1].low in _BEHIND_A_HYPHEN
        join, after = _join(found, here)
        item = figure(found, after) if join else None
        if item is None:
            return None
        figures.append(item[0])
        joins.append(join)
        here = item[1]
        unit = measure(found, here)
        if unit is not None:
            return (_doses(figures, unit[0], joins[-1]), unit[1]) if _is_list(joins, unit[0], opened) else None
    return None


def _is_list(joins: list[str], unit: Measure, opened: bool) -> bool:
    """Whether the last amount is joined by a word, or all of them by a slash, or all that a parenthesis opens with."""
    if joins[-1] == ",":
        return opened and len(joins) > 1 and set(joins) == {","} and unit.code is not None
    return unit.code is not None and (joins[-1] != "/" or set(joins) == {"/"})


def _join(found: list[Token], index: int) -> tuple[str, int]:
    """What joins two numbers of a list, "" for nothing, and the index behind it."""
    comma = found[index].text == ","
    low = found[index + comma].low
    if low in JOINS:
        return JOINS[low], index + comma + 1
    return ("," if comma else ""), index + comma


def _doses(figures: list[Figure], unit: Measure, link: str = "", times: int | None = None) -> Doses:
    """The amounts, each in its unit. A point that may part thousands is a doubt, or is taken so for units."""
    code = unit.code or ""
    amounts = [figure.amount(code) for figure in figures]
    if unit.scale:
        amounts = [Amount(scaled(a.low, unit.scale), scaled(a.high, unit.scale), a.unit) for a in amounts]
    other = next((end.other for each in figures for end in (each.low, each.high) if end.other is not None), None)
    if other is not None and other >= 1000 and code.startswith(("U", "[IU]")) and len(amounts) == 1:
        amounts, other = [Amount(other, other, amounts[0].unit)], amounts[0].low
    why = "the point may end a sentence or part thousands"
    doubt = Doubt(why, {"dose": str(other)}) if other is not None else None
    return Doses(tuple(amounts), unit.per, link, times, doubt, unit.every_hours)


def area_under_curve(found: list[Token], index: int) -> tuple[Doses, int] | None:
    """`AUC 5`, `area under the curve of 5-6 mg/mL × min`; not the decimal area under a ROC curve."""
    here = _behind_curve(found, index) if found[index].low == "area" else index + 1
    if here is None:
        return None
    while found[here].low in BEFORE_AN_AREA or (found[here].text == "-" and found[here + 1].kind == NUMBER):
        here += 1
    read = figure(found, here)
    if read is None or read[0].low.value < _AREA[0] or read[0].high.value > _AREA[1]:
        return None
    return Doses((read[0].amount("{AUC}"),)), _behind_unit_of_area(found, read[1])


def _behind_curve(found: list[Token], index: int) -> int | None:
    """The index behind `area under the concentration-time curve (AUC)`."""
    here = index + 1
    while found[here].low in CURVE_WORDS and here - index <= _FURTHEST_CURVE:
        here += 1
    if found[here].low != "curve":
        return None
    here += 1
    if found[here].text in ("(", "[") and found[here + 1].low == "auc":
        here += 2 + (found[here + 2].text in (")", "]"))
    return here


def _behind_unit_of_area(found: list[Token], index: int) -> int:
    """The index behind `mg/mL × min`, `mg·min/mL`; a full stop ends the sentence."""
    while found[index].low in UNIT_OF_AN_AREA:
        if found[index].text == "." and found[index + 1].low not in ("min", "mg"):
            break
        index += 1
    return index
