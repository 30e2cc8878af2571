"""The differences between two sides, each once: neighbouring cycles and days together."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from dosetrace.sheet.differences import Comparison
from dosetrace.sheet.orders import Order
from dosetrace.sheet.origin import origin_notes
from dosetrace.sheet.pairing import Pair, moved, pairs
from dosetrace.sheet.seeing import Seen, seen
from dosetrace.sheet.side import Side
from dosetrace.sheet.sums import sum_differences
from dosetrace.sheet.telling import difference, move, only_one


def compared(left: Side, right: Side) -> Comparison:
    """Every difference between two sides."""
    every = list(pairs(left, right))
    lone = [pair for pair in every if not (pair.left and pair.right)]
    moves = list(moved(lone))
    elsewhere = {id(pair) for sides in moves for group in sides for pair in group}
    lone = [pair for pair in lone if id(pair) not in elsewhere]
    found = [
        *(difference(group, left, right) for group in _together(seen(left, right, every), _alike, _days)),
        *(move(*sides, left, right) for sides in moves),
        *(only_one(group, left, right) for group in _together(lone, _same_lone, lambda pair: pair.either.day)),
        *sum_differences(left, right),
    ]
    return Comparison(left, right, (*sorted(found, key=lambda one: one.order), *origin_notes(left, right)))


T = TypeVar("T", Seen, Pair)


def _together(items: list[T], alike: Callable[[T], Hashable], day: Callable[[T], Hashable]) -> list[list[T]]:
    """What is alike in several cycles of a day, then on several days of the same cycles, as one group."""
    by_day: dict[tuple[Hashable, Hashable], list[T]] = {}
    for item in items:
        by_day.setdefault((alike(item), day(item)), []).append(item)
    by_cycles: dict[tuple[Hashable, tuple[int | None, ...]], list[T]] = {}
    for (same, _), group in by_day.items():
        cycles = tuple(item.pair.cycle if isinstance(item, Seen) else item.cycle for item in group)
        by_cycles.setdefault((same, cycles), []).extend(group)
    return list(by_cycles.values())


def _alike(one: Seen) -> Hashable:
    """What has to be the same for differences to be told together."""
    order = one.pair.either
    narrow = () if one.wide and one.field.scope == "cycle" else (order.drug, order.when)
    quotes = (one.left.quotes, one.right.quotes) if one.field.quoted else ()
    said = (one.right.day, one.left.day if one.right.day else None) if one.field.name == "day" else one.said
    own = () if one.wide else (one.apart, one.left.given_if, one.left.when)
    return (one.field, one.kind, one.pair.part, order.given_if, order.bounds, narrow, said, quotes, own)


def _days(one: Seen) -> Hashable:
    """The days of both orders, None where they do not matter."""
    return None if one.wide or one.field.name == "day" else (one.left.day, one.right.day)


def _same_lone(pair: Pair) -> Hashable:
    return (pair.right is None, pair.part, _whole(pair.either))


def _whole(order: Order) -> Hashable:
    return (order.drug, str(order.dose), order.per, order.given_if, order.when, order.bounds, order.quotes)
