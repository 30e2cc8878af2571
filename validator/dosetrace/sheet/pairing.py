"""Which order of one side is which of the other: cycle by cycle, first what is the same, then what is nearly so."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

from dosetrace.sheet.fields import FIELDS, plain
from dosetrace.sheet.orders import Order
from dosetrace.sheet.side import Side
from dosetrace.typography import fold

Part = tuple[str, str]
"""Option and protocol an order belongs to, both empty where a side has only one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An order of each side in one cycle, None where one side has none; `cycle` is None without cycle numbers."""

    part: Part
    cycle: int | None
    left: Order | None
    right: Order | None

    @property
    def either(self) -> Order:
        """The order of the right side where there is one: the one with the source."""
        found = self.right or self.left
        assert found is not None
        return found


def pairs(left: Side, right: Side) -> Iterator[Pair]:
    """Every order of both sides in every cycle, each once."""
    here, there = aligned(left, right)
    typed = left.is_sheet or right.is_sheet
    steps = (*SURE, *LIKELY, _mistyped) if typed else (*SURE, *map(_both_or_neither, LIKELY))
    for place in dict.fromkeys((*there, *here)):
        found, lone, others = _in_cycle(steps, here.get(place, []), there.get(place, []))
        spread, lone = _spread(found, lone) if left.is_sheet else ([], lone)
        yield from (Pair(*place, one, other) for one, other in (*found, *spread))
        yield from (Pair(*place, one, None) for one in lone)
        yield from (Pair(*place, None, other) for other in others)


Places = dict[tuple[Part, int | None], list[Order]]


def aligned(left: Side, right: Side) -> tuple[Places, Places]:
    """The orders of both sides by part and cycle. Sides with one part each are compared whatever it is called."""
    names = part_names(left, right)
    return _places(left, names[0]), _places(right, names[1])


Names = Callable[[str | None, str | None], Part]


def part_names(left: Side, right: Side) -> tuple[Names, Names]:
    """For each side, the name of the part that an option and a protocol id make."""
    parts = [dict.fromkeys(_own(order.option, order.part) for order in side.orders) for side in (left, right)]
    if len(parts[0]) <= 1 and len(parts[1]) <= 1:
        return _nowhere, _nowhere
    return _within(left, list(parts[0]), list(parts[1])), _within(right, list(parts[1]), list(parts[0]))


def _nowhere(option: str | None, part: str | None) -> Part:
    return "", ""


def _own(option: str | None, part: str | None) -> Part:
    return fold(option or ""), part or ""


def _within(side: Side, own: list[Part], others: list[Part]) -> Names:
    """The one part of a side takes the name that the same protocol has within the other side."""
    if len(own) != 1:
        return _own
    protocol = own[0][1] or (side.identity.id if side.identity else "")
    name = next((other for other in others if other[1] == protocol), own[0])
    return lambda option, part: name


def _places(side: Side, name: Names) -> Places:
    places: Places = {}
    for order in side.orders:
        for cycle in order.cycles or (None,):
            places.setdefault((name(order.option, order.part), cycle), []).append(order)
    return places


Key = Callable[[Order], Hashable]


def _conditions(order: Order) -> tuple[str, str]:
    return plain(order.given_if), plain(order.when)


def _dose(order: Order) -> tuple[str, str]:
    return order.dose.text if order.dose else "", order.per or ""


SURE: tuple[Key, ...] = (
    lambda order: tuple(field.text(order) for field in FIELDS),
    lambda order: (plain(order.drug), order.day, _conditions(order), _dose(order)),
    lambda order: (plain(order.drug), order.day, _conditions(order)),
    lambda order: ("id", order.id) if order.id else id(order),
    lambda order: (plain(order.drug), order.day, _dose(order)),
)
"""What two orders have in common to be taken for the same one, the strictest first."""

LIKELY: tuple[Key, ...] = (
    lambda order: (plain(order.drug), order.day, plain(order.given_if)),
    lambda order: (plain(order.drug), order.day),
    lambda order: (plain(order.drug), _conditions(order), _dose(order)),
    lambda order: (plain(order.drug), _conditions(order)),
    lambda order: plain(order.drug),
)
"""The same with less in common. Of two protocols, an order with a condition of its own and one without are two."""


def _mistyped(order: Order) -> Hashable:
    """What an order whose drug was mistyped in a sheet has in common. Of two protocols, another drug is another
    order."""
    return order.day, _conditions(order), _dose(order)


def _both_or_neither(key: Key) -> Key:
    """A key that no order with a condition of its own shares with one that has none."""
    return lambda order: (order.when is None, key(order))


Orders = list[Order]
Matched = list[tuple[Order, Order]]


def _in_cycle(steps: Iterable[Key], left: Orders, right: Orders) -> tuple[Matched, Orders, Orders]:
    """The pairs of one cycle, and what is left of both sides."""
    found: Matched = []
    for step in steps:
        pairs, left, right = _matched(step, left, right)
        found += pairs
    return found, left, right


def _matched(key: Key, left: Orders, right: Orders) -> tuple[Matched, Orders, Orders]:
    """The pairs with the same key, in order, and what is left of both sides."""
    waiting: dict[Hashable, list[Order]] = {}
    for order in right:
        waiting.setdefault(key(order), []).append(order)
    found, rest = [], []
    for order in left:
        partners = waiting.get(key(order))
        if partners:
            found.append((order, partners.pop(0)))
        else:
            rest.append(order)
    unmatched = {id(order) for orders in waiting.values() for order in orders}
    return found, rest, [order for order in right if id(order) in unmatched]


def _spread(found: Matched, left: Orders) -> tuple[Matched, Orders]:
    """Further rows of a sheet for a drug whose day is not stated: its days were filled in, one row for each."""
    undated = [order for given, order in found if order.day is None and not order.every_day and given.day]
    partners = [(one, next((o for o in undated if _same_drug(one, o)), None)) for one in left]
    return [(one, o) for one, o in partners if o is not None], [one for one, o in partners if o is None]


def _same_drug(one: Order, other: Order) -> bool:
    return plain(one.drug) == plain(other.drug) and _conditions(one) == _conditions(other)


def moved(lone: Iterable[Pair]) -> Iterator[tuple[list[Pair], list[Pair]]]:
    """Orders that one side has in other cycles: the pairs of the left side alone and of the right side alone."""
    groups: dict[Hashable, tuple[list[Pair], list[Pair]]] = {}
    for pair in lone:
        order = pair.either
        key = (pair.part, plain(order.drug), order.day, _conditions(order), _dose(order))
        groups.setdefault(key, ([], []))[0 if pair.right is None else 1].append(pair)
    return (group for group in groups.values() if group[0] and group[1])
