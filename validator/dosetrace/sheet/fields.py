"""What two orders are compared by: each field with its words, when two values are the same, and which gap fills it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dosetrace.sheet.columns import BETWEEN_QUOTES, day_cell, stated, times_cell
from dosetrace.sheet.orders import DAY, DIVISION, DOSE, INFUSION, LENGTH, OFTEN, ONCE, ROUTE, Order
from dosetrace.typography import fold
from dosetrace.units import Amount

DRUG = "drug"
"""The gap of an order that names no drug, such as intrathecal chemotherapy."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing an order says.

    `columns` are the headings it stands under. `scope` tells what it is a property of: the order, its drug in the
    cycle, or the cycle. `quoted` says that an order's quote is about it. `gaps` are the gaps it fills. `words` are for
    people, where `text` is for machines.
    """

    name: str
    columns: tuple[str, ...]
    text: Callable[[Order], str]
    same: Callable[[Order, Order], bool]
    scope: str = "order"
    quoted: bool = False
    gaps: tuple[str, ...] = ()
    words: Callable[[Order], str] | None = None

    def shown(self, order: Order) -> str:
        """What an order says, as people read it."""
        return (self.words or self.text)(order)

    def missing(self, order: Order) -> bool:
        """Whether the source of an order does not state it, so that somebody has to fill it in."""
        if self.name == "doses per cycle":
            return order.doses is None
        if self.name == "cycle total":
            return not order.total.complete
        if self.name == "times" and order.times is not None:
            return False
        return any(gap in order.gaps for gap in self.gaps)


def same_amount(one: Amount | None, other: Amount | None) -> bool:
    """Whether both say the same, in whatever unit, or both say nothing."""
    return one is other if one is None or other is None else one.equals(other)


def plain(words: str | None) -> str:
    """Words as they are compared: without capitals, and folded as reading folds a cell."""
    return fold(words or "").lower()


def same_words(one: str | None, other: str | None) -> bool:
    return plain(one) == plain(other)


def _same_times(one: Order, other: Order) -> bool:
    """On a single day "once" and "once a day" are the same."""
    times = [ONCE if order.times == "once a day" and order.day else order.times for order in (one, other)]
    return times[0] == times[1] and one.continuous == other.continuous


def _same_day(one: Order, other: Order) -> bool:
    return (one.day, one.every_day) == (other.day, other.every_day)


def _same_basis(one: Order, other: Order) -> bool:
    return one.basis == other.basis or not same_amount(one.dose, other.dose)


def _same_total(one: Order, other: Order) -> bool:
    return one.total.complete == other.total.complete and same_amount(one.total.amount, other.total.amount)


def _same_sentence(one: Order, other: Order) -> bool:
    return same_words("".join(one.quotes), "".join(other.quotes)) and same_words(one.source, other.source)


def _dose(order: Order) -> str:
    return "not stated" if order.dose is None else str(order.dose)


def dose_words(order: Order) -> str:
    """The dose by ISMP style: `1 to 1.3 mg/m²`, `2 g/m² per day`, `not stated`."""
    return "not stated" if order.dose is None else f"{order.dose.text}{per_day(order)}"


def per_day(order: Order) -> str:
    """What has to stand behind an amount that is stated for a day, not for an administration."""
    return " per day" if order.per == "day" else ""


def _condition(words: str | None) -> str:
    return words or "no condition"


def _sentence(order: Order) -> str:
    source = f" ({order.source})" if order.source else ""
    return f'"{BETWEEN_QUOTES.join(order.quotes)}"{source}'


FIELDS = (
    Field("drug", ("Drug",), lambda order: order.drug, lambda a, b: same_words(a.drug, b.drug), quoted=True,
          gaps=(DRUG,)),
    Field("day", ("Day",), day_cell, _same_day, quoted=True, gaps=(DAY,)),
    Field("dose", ("Dose", "Unit"), _dose, lambda a, b: same_amount(a.dose, b.dose), quoted=True, gaps=(DOSE,),
          words=dose_words),
    Field("dose per", ("Dose per",), lambda order: stated(order.per), lambda a, b: a.per == b.per, quoted=True,
          gaps=(DOSE,)),
    Field("basis", ("Basis",), lambda order: stated(order.basis), _same_basis, gaps=(DOSE,)),
    Field("times", ("Times",), times_cell, _same_times, quoted=True, gaps=(OFTEN, DIVISION)),
    Field("infused over", ("Infused over",), lambda order: stated(order.infusion),
          lambda a, b: same_amount(a.infusion, b.infusion), gaps=(INFUSION,)),
    Field("duration", ("For",), lambda order: stated(order.duration),
          lambda a, b: same_amount(a.duration, b.duration), quoted=True),
    Field("route", ("Route",), lambda order: stated(order.route), lambda a, b: a.route == b.route, gaps=(ROUTE,)),
    Field("dose given if", ("Dose given if",), lambda order: _condition(order.when),
          lambda a, b: same_words(a.when, b.when)),
    Field("one of", ("One of",), lambda order: order.one_of or "not marked",
          lambda a, b: same_words(a.one_of, b.one_of)),
    Field("doses per cycle", ("Doses per cycle",),
          lambda order: "not known" if order.doses is None else str(order.doses), lambda a, b: a.doses == b.doses,
          "drug"),
    Field("cycle total", ("Cycle total",), lambda order: order.total.text, _same_total, "drug"),
    Field("cycle given if", ("Cycle given if",), lambda order: _condition(order.given_if),
          lambda a, b: same_words(a.given_if, b.given_if), "cycle"),
    Field("cycle length", ("Cycle length",), lambda order: stated(order.length),
          lambda a, b: same_amount(a.length, b.length), "cycle", gaps=(LENGTH,)),
    Field("number of cycles", ("Cycles",), lambda order: "a limit (at most)" if order.limited else "a plan",
          lambda a, b: a.limited == b.limited, "cycle"),
    Field("goes on for", ("Cycles",), lambda order: stated(order.bounds),
          lambda a, b: same_amount(a.bounds, b.bounds), "cycle"),
)  # fmt: skip

PLACING = ("day", "dose given if", "cycle given if")
"""The fields that tell when an order is given: where they differ, neither side's words hold for the other."""

SENTENCE = Field("sentence", ("Sentence", "Source"), _sentence, _same_sentence)
"""Compared only where a sheet is held against what it was made from; never more than a note."""


def cycles_of(order: Order) -> str:
    """What stands in the place of cycle numbers: `for 3 years`, or that they are not stated."""
    return f"for {order.bounds.text}" if order.bounds else "number of cycles not stated"
