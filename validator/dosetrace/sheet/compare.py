"""The differences between two sides, each once: neighbouring cycles and days together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from dosetrace.sheet.columns import day_cell
from dosetrace.sheet.differences import Comparison, Difference, Kind, Place, Said
from dosetrace.sheet.fields import FIELDS, SENTENCE, Field, cycles_of
from dosetrace.sheet.orders import Order
from dosetrace.sheet.origin import origin_notes, same_origin
from dosetrace.sheet.pairing import Pair, Part, moved, pairs
from dosetrace.sheet.side import Side
from dosetrace.sheet.sums import sum_differences
from dosetrace.timeline import cycles_text


def compared(left: Side, right: Side) -> Comparison:
    """Every difference between two sides."""
    every = list(pairs(left, right))
    met = [pair for pair in every if pair.left and pair.right]
    lone = [pair for pair in every if not (pair.left and pair.right)]
    moves = list(moved(lone))
    elsewhere = {id(pair) for sides in moves for group in sides for pair in group}
    lone = [pair for pair in lone if id(pair) not in elsewhere]
    seen = _collapsed(list(_seen(left, right, met)), met)
    found = [
        *(_difference(group, left, right) for group in _together(seen, _alike, _day)),
        *(_move(*sides, left, right) for sides in moves),
        *(_only_one(group, left, right) for group in _together(lone, _same_lone, lambda pair: pair.either.day)),
        *sum_differences(left, right),
    ]
    return Comparison(left, right, (*sorted(found, key=lambda one: one.order), *origin_notes(left, right)))


@dataclass(frozen=True, slots=True)
class Seen:
    """One field that differs in one pair; `wide` where all the pairs it could concern differ alike."""

    field: Field
    kind: Kind
    pair: Pair
    left: Order
    right: Order
    wide: bool = False

    @property
    def said(self) -> tuple[str, str]:
        if self.field.name == "dose" and self.kind is Kind.NOTE:
            return str(self.left.dose), f"{self.right.dose}, the same amount in another unit,"
        return self.field.text(self.left), self.field.text(self.right)


def _seen(left: Side, right: Side, met: Iterable[Pair]) -> Iterator[Seen]:
    fields = [field for field in FIELDS if all(side.has(name) for side in (left, right) for name in field.columns)]
    sentences = same_origin(left, right) and all(side.has("Sentence") and side.has("Source") for side in (left, right))
    for pair in met:
        one, other = pair.left, pair.right
        assert one is not None
        assert other is not None
        for field in fields:
            if not field.same(one, other):
                yield Seen(field, _kind(field, left, right, one, other), pair, one, other)
            elif field.name == "dose" and one.dose and other.dose and one.dose.unit != other.dose.unit:
                yield Seen(field, Kind.NOTE, pair, one, other)
        if sentences and not SENTENCE.same(one, other):
            yield Seen(SENTENCE, Kind.NOTE, pair, one, other)


def _kind(field: Field, left: Side, right: Side, one: Order, other: Order) -> Kind:
    """FILLED where one side is a sheet that states what the other one, no sheet, lacks for want of a source."""
    sheet, source = (one, other) if left.is_sheet else (other, one)
    if left.is_sheet == right.is_sheet or not field.missing(source):
        return Kind.DIFFERENT
    return Kind.DIFFERENT if field.text(sheet) in ("not stated", "not known") else Kind.FILLED


def _collapsed(seen: list[Seen], met: list[Pair]) -> Iterator[Seen]:
    """What is a property of the drug or of the cycle, and differs alike in all of its orders, as one."""
    could: Counter[Hashable] = Counter()
    for pair in met:
        could.update({_scope("drug", pair), _scope("cycle", pair)})
    did = Counter((one.field, one.said, _scope(one.field.scope, one.pair)) for one in seen)
    once: set[Hashable] = set()
    for one in seen:
        scope = _scope(one.field.scope, one.pair)
        key = (one.field, one.said, scope)
        if one.field.scope == "order" or did[key] < could[scope]:
            yield one
        elif key not in once:
            once.add(key)
            yield Seen(one.field, one.kind, one.pair, one.left, one.right, wide=True)


def _scope(scope: str, pair: Pair) -> Hashable:
    order = pair.either
    drug = (order.drug, order.when) if scope == "drug" else ()
    return (scope, pair.part, pair.cycle, order.given_if, order.bounds, drug)


T = TypeVar("T", Seen, Pair)


def _together(items: Iterable[T], alike: Callable[[T], Hashable], day: Callable[[T], Hashable]) -> list[list[T]]:
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
    return (one.field, one.kind, one.pair.part, order.given_if, order.bounds, narrow, said, quotes)


def _day(one: Seen) -> int | None:
    return None if one.wide or one.field.name == "day" else one.pair.either.day


def _difference(group: list[Seen], left: Side, right: Side) -> Difference:
    one, order = group[0], group[0].pair.either
    whole_cycle = one.wide and one.field.scope == "cycle"
    texts = one.said
    if one.field.name == "day":
        texts = _days([seen.left for seen in group]), _days([seen.right for seen in group])
    place = Place(
        *_where([seen.pair for seen in group]), _numbers(_day(seen) for seen in group),
        "" if whole_cycle else order.drug, _conditions(order, one.field, whole_cycle=whole_cycle),
    )  # fmt: skip
    here = _said(left, texts[0], [seen.left for seen in group], quoted=one.field.quoted)
    there = _said(right, texts[1], [seen.right for seen in group], quoted=one.field.quoted)
    return Difference(one.kind, one.field.name, here, there, place)


def _conditions(order: Order, field: Field | None = None, *, whole_cycle: bool = False) -> tuple[str, ...]:
    """The conditions an order is given under, but the one that differs."""
    name = field.name if field else ""
    given_if = order.given_if if name != "cycle given if" else None
    when = order.when if name != "dose given if" and not whole_cycle else None
    return tuple(words for words in (given_if, when) if words)


def _said(side: Side, text: str, orders: list[Order], *, quoted: bool = True) -> Said:
    """What a side says; a sheet's own sentences are not quoted against anybody."""
    if side.is_sheet:
        return Said(text, rows=_numbers(order.row for order in orders))
    return Said(text, orders[0].quotes, orders[0].source) if quoted else Said(text)


def _days(orders: list[Order]) -> str:
    numbers = _numbers(order.day for order in orders)
    return f"day{'s' if len(numbers) > 1 else ''} {cycles_text(numbers)}" if numbers else day_cell(orders[0])


def _numbers(values: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(sorted({value for value in values if value is not None}))


def _where(found: list[Pair]) -> tuple[Part, tuple[int, ...], str]:
    """The part, the cycle numbers, and what stands in their place where there are none."""
    numbers = _numbers(pair.cycle for pair in found)
    return found[0].part, numbers, "" if numbers else cycles_of(found[0].either)


def _move(here: list[Pair], there: list[Pair], left: Side, right: Side) -> Difference:
    """An order that one side has in other cycles."""
    order = there[0].either
    place = Place(there[0].part, (), "", _numbers([order.day]), order.drug, _conditions(order))
    sides = ((left, here), (right, there))
    one, other = (_said(side, _cycles(found), [pair.either for pair in found]) for side, found in sides)
    return Difference(Kind.DIFFERENT, "cycles", one, other, place)


def _cycles(found: list[Pair]) -> str:
    _, numbers, span = _where(found)
    return f"cycle{'s' if len(numbers) > 1 else ''} {cycles_text(numbers)}" if numbers else span


def _same_lone(pair: Pair) -> Hashable:
    order = pair.either
    return (pair.right is None, pair.part, order.drug, str(order.dose), order.per, order.given_if, order.when,
            order.bounds, order.quotes)  # fmt: skip


def _only_one(group: list[Pair], left: Side, right: Side) -> Difference:
    """An order that one side does not have."""
    order, added = group[0].either, group[0].right is None
    dose = "dose not stated" if order.dose is None else f"{order.dose}{' per day' if order.per == 'day' else ''}"
    place = Place(*_where(group), _numbers(pair.either.day for pair in group), order.drug, _conditions(order))
    own = _said(left if added else right, dose, [pair.either for pair in group])
    if added:
        return Difference(Kind.ADDED, "order", own, Said(""), place)
    return Difference(Kind.MISSING, "order", Said(""), own, place)
