"""Differences from what was seen alike in several pairs, and from orders that only one side has."""

from __future__ import annotations

from collections.abc import Iterable

from dosetrace.sheet.columns import day_cell
from dosetrace.sheet.differences import Difference, Kind, Place, Said
from dosetrace.sheet.fields import cycles_of, dose_words, per_day
from dosetrace.sheet.orders import Order
from dosetrace.sheet.pairing import Pair, Part
from dosetrace.sheet.seeing import Seen
from dosetrace.sheet.side import Side
from dosetrace.wording import numbered


def difference(group: list[Seen], left: Side, right: Side) -> Difference:
    """One field that differs alike in some pairs. It names only days and conditions that both sides have."""
    one, order = group[0], group[0].pair.either
    whole_cycle = one.wide and one.field.scope == "cycle"
    days = () if one.wide or "day" in one.apart else _numbers(seen.pair.either.day for seen in group)
    conditions = tuple(words for words in _shared(one, order, whole_cycle=whole_cycle) if words)
    place = Place(*_where([seen.pair for seen in group]), days, "" if whole_cycle else order.drug, conditions)
    here = _of_side(one, 0, left, [seen.left for seen in group])
    there = _of_side(one, 1, right, [seen.right for seen in group])
    return Difference(one.kind, one.field.name, here, there, place)


def _shared(one: Seen, order: Order, *, whole_cycle: bool) -> tuple[str | None, str | None]:
    """The conditions of the cycle and of the dose that both orders of a pair are given under."""
    given_if = None if "cycle given if" in one.apart else order.given_if
    return given_if, None if "dose given if" in one.apart or whole_cycle else order.when


def _of_side(one: Seen, turn: int, side: Side, orders: list[Order]) -> Said:
    """What a side says of one field in some orders."""
    if one.field.name == "day":
        return _said(side, _days(orders), orders)
    text, words = one.said[turn], one.shown[turn]
    if one.field.name == "dose":
        words = _placed(words, one.apart, orders)
    return _said(side, text, orders, words, quoted=one.field.quoted)


def _placed(words: str, apart: frozenset[str], orders: list[Order]) -> str:
    """A dose with the days and conditions that are not those of the other side."""
    order = orders[0]
    if "day" in apart:
        words = f"{words.rstrip(',')}{_on(orders)}"
    own = (("cycle given if", order.given_if), ("dose given if", order.when))
    return words + "".join(f" if {condition}" for field, condition in own if field in apart and condition)


def _on(orders: list[Order]) -> str:
    if orders[0].day is None:
        return " every day" if orders[0].every_day else ", day not stated,"
    return f" on {_days(orders)}"


def move(here: list[Pair], there: list[Pair], left: Side, right: Side) -> Difference:
    """An order that one side has in other cycles."""
    order = there[0].either
    place = Place(there[0].part, (), "", _numbers([order.day]), order.drug, _conditions(order))
    sides = ((left, here), (right, there))
    one, other = (_said(side, _cycles(found), [pair.either for pair in found]) for side, found in sides)
    return Difference(Kind.DIFFERENT, "cycles", one, other, place)


def only_one(group: list[Pair], left: Side, right: Side) -> Difference:
    """An order that one side does not have."""
    order, added = group[0].either, group[0].right is None
    dose = words = "dose not stated"
    if order.dose is not None:
        dose, words = f"{order.dose}{per_day(order)}", dose_words(order)
    place = Place(*_where(group), _numbers(pair.either.day for pair in group), order.drug, _conditions(order))
    own = _said(left if added else right, dose, [pair.either for pair in group], words)
    if added:
        return Difference(Kind.ADDED, "order", own, Said(""), place)
    return Difference(Kind.MISSING, "order", Said(""), own, place)


def _conditions(order: Order) -> tuple[str, ...]:
    return tuple(words for words in (order.given_if, order.when) if words)


def _said(side: Side, text: str, orders: list[Order], words: str = "", *, quoted: bool = True) -> Said:
    """What a side says; a sheet's own sentences are not quoted against anybody."""
    words = "" if words == text else words
    if side.is_sheet:
        return Said(text, rows=_numbers(order.row for order in orders), words=words)
    return Said(text, orders[0].quotes, orders[0].source, words=words) if quoted else Said(text, words=words)


def _days(orders: list[Order]) -> str:
    days = _numbers(order.day for order in orders)
    return numbered("day", days) if days else day_cell(orders[0])


def _numbers(values: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(sorted({value for value in values if value is not None}))


def _where(found: list[Pair]) -> tuple[Part, tuple[int, ...], str]:
    """The part, the cycle numbers, and what stands in their place where there are none."""
    numbers = _numbers(pair.cycle for pair in found)
    return found[0].part, numbers, "" if numbers else cycles_of(found[0].either)


def _cycles(found: list[Pair]) -> str:
    _, numbers, span = _where(found)
    return numbered("cycle", numbers) if numbers else span
