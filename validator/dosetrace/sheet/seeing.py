"""Which fields of which pairs of orders differ, each by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace

from dosetrace.sheet.differences import Kind
from dosetrace.sheet.fields import FIELDS, PLACING, SENTENCE, Field
from dosetrace.sheet.orders import Order
from dosetrace.sheet.origin import same_origin
from dosetrace.sheet.pairing import Pair
from dosetrace.sheet.side import Side


@dataclass(frozen=True, slots=True)
class Seen:
    """One field that differs in one pair.

    `apart` names the fields of PLACING in which the pair differs too. `wide` where all the pairs it could concern
    differ alike.
    """

    field: Field
    kind: Kind
    pair: Pair
    left: Order
    right: Order
    apart: frozenset[str] = frozenset()
    wide: bool = False

    @property
    def said(self) -> tuple[str, str]:
        """What each side says, for machines."""
        if self._other_unit:
            return str(self.left.dose), f"{self.right.dose}{_OTHER_UNIT}"
        return self.field.text(self.left), self.field.text(self.right)

    @property
    def shown(self) -> tuple[str, str]:
        """The same for people."""
        here, there = self.field.shown(self.left), self.field.shown(self.right)
        return here, f"{there}{_OTHER_UNIT}" if self._other_unit else there

    @property
    def _other_unit(self) -> bool:
        return self.field.name == "dose" and self.kind is Kind.NOTE


_OTHER_UNIT = ", the same amount in another unit,"


def seen(left: Side, right: Side, every: list[Pair]) -> list[Seen]:
    """Every field that differs; what is a property of the drug or of the cycle once, where all its orders differ
    alike."""
    met = [pair for pair in every if pair.left and pair.right]
    return [*_collapsed(list(_in_pairs(left, right, met)), met), *_of_cycles(left, right, every)]


def _fields(left: Side, right: Side) -> list[Field]:
    """The fields that both sides have."""
    return [field for field in FIELDS if all(side.has(name) for side in (left, right) for name in field.columns)]


def _in_pairs(left: Side, right: Side, met: Iterable[Pair]) -> Iterator[Seen]:
    fields = _fields(left, right)
    sentences = same_origin(left, right) and all(side.has("Sentence") and side.has("Source") for side in (left, right))
    for pair in met:
        one, other = pair.left, pair.right
        assert one is not None
        assert other is not None
        apart = _apart(fields, one, other)
        for field in fields:
            if not field.same(one, other):
                yield Seen(field, _kind(field, left, right, one, other), pair, one, other, apart)
            elif field.name == "dose" and one.dose and other.dose and one.dose.unit != other.dose.unit:
                yield Seen(field, Kind.NOTE, pair, one, other, apart)
        if sentences and not SENTENCE.same(one, other):
            yield Seen(SENTENCE, Kind.NOTE, pair, one, other, apart)


def _apart(fields: Iterable[Field], one: Order, other: Order) -> frozenset[str]:
    return frozenset(field.name for field in fields if field.name in PLACING and not field.same(one, other))


def _kind(field: Field, left: Side, right: Side, one: Order, other: Order) -> Kind:
    """FILLED where one side is a sheet that states what the other one, no sheet, lacks for want of a source."""
    sheet, source = (one, other) if left.is_sheet else (other, one)
    if left.is_sheet == right.is_sheet or not field.missing(source):
        return Kind.DIFFERENT
    return Kind.DIFFERENT if field.text(sheet) in ("not stated", "not known") else Kind.FILLED


def _collapsed(found: list[Seen], met: list[Pair]) -> Iterator[Seen]:
    """What is a property of the drug or of the cycle, and differs alike in all of its orders, as one."""
    could: Counter[Hashable] = Counter()
    for pair in met:
        could.update({_scope("drug", pair), _scope("cycle", pair)})
    did = Counter((one.field, one.said, _scope(one.field.scope, one.pair)) for one in found)
    once: set[Hashable] = set()
    for one in found:
        scope = _scope(one.field.scope, one.pair)
        key = (one.field, one.said, scope)
        if one.field.scope == "order" or did[key] < could[scope]:
            yield one
        elif key not in once:
            once.add(key)
            yield replace(one, wide=True)


def _scope(scope: str, pair: Pair) -> Hashable:
    order = pair.either
    drug = (order.drug, order.when) if scope == "drug" else ()
    return (scope, pair.part, pair.cycle, order.given_if, order.bounds, drug)


def _of_cycles(left: Side, right: Side, every: Iterable[Pair]) -> Iterator[Seen]:
    """What differs of the numbered cycles that both sides have, where no order of one side is an order of the other."""
    every_field = _fields(left, right)
    fields = [field for field in every_field if field.scope == "cycle" and field.name not in PLACING]
    places: dict[Hashable, list[Pair]] = {}
    for pair in every:
        if pair.cycle is not None:
            places.setdefault((pair.part, pair.cycle), []).append(pair)
    for found in places.values():
        ones, others = [pair.left for pair in found if pair.left], [pair.right for pair in found if pair.right]
        if len(ones) + len(others) > len(found) or not (ones and others):
            continue
        pair, apart = replace(found[0], left=ones[0], right=others[0]), _apart(every_field, ones[0], others[0])
        for field in fields:
            if _one_value(field, ones) and _one_value(field, others) and not field.same(ones[0], others[0]):
                kind = _kind(field, left, right, ones[0], others[0])
                yield Seen(field, kind, pair, ones[0], others[0], apart, wide=True)


def _one_value(field: Field, orders: list[Order]) -> bool:
    return all(field.same(orders[0], order) for order in orders)
