"""A schedule as orders: one drug at one dose on one day of the cycle, in every cycle that has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dosetrace.terminology import drugs
from dosetrace.timeline import Block, Dose, Gap, Schedule, alternatives
from dosetrace.totals import add
from dosetrace.units import Amount, UnitError
from dosetrace.wording import times_text

ONCE = "once"
"""How often, where the text names days and no interval."""

DAY, DOSE, ROUTE, LENGTH, INFUSION, OFTEN, CYCLES = (
    "day of cycle", "dose", "route", "cycle length", "infusion duration", "how often", "number of cycles",
)  # fmt: skip
"""Gaps that stand in a cell of their own; the first five are called so in protocols."""

DIVISION = "division of the daily dose"
"""What protocols call OFTEN where the amount is stated per day."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A total as a sheet shows it: `amount` is the stated part, and the whole only where `complete`."""

    amount: Amount | None
    complete: bool
    at_most: bool = False

    @property
    def text(self) -> str:
        """`1.8 mg/m²`, `10.8 mg/m² at most`, `at least 5 mg, the rest is not stated`, `not stated`."""
        if self.amount is None:
            return "not stated"
        if not self.complete:
            return f"at least {self.amount.text}, the rest is not stated"
        return f"{self.amount.text}{' at most' if self.at_most else ''}"


@dataclass(frozen=True, slots=True)
class Order:
    """One row of a build sheet. None is not stated.

    `part` is the protocol it comes from; of the orders with different `option` one kind is given. `cycles` are cycle
    numbers, None where it goes on for a time (`bounds`). `given_if` is the condition of the cycle, `when` the one of
    this dose. `doses` and `total` are of the drug in one cycle under the same conditions, not of this row alone.
    `gaps` names what the row does not have and the source does not state. `row` is where a sheet has it, 0 elsewhere.
    """

    drug: str
    cycles: tuple[int, ...] | None = None
    day: int | None = None
    every_day: bool = False
    dose: Amount | None = None
    part: str | None = None
    option: str | None = None
    phase: str = ""
    limited: bool = False
    length: Amount | None = None
    bounds: Amount | None = None
    given_if: str | None = None
    per: str | None = None
    basis: str | None = None
    times: str | None = None
    continuous: bool = False
    infusion: Amount | None = None
    duration: Amount | None = None
    route: str | None = None
    doses: int | None = None
    total: Sum = Sum(None, complete=False)
    when: str | None = None
    one_of: str | None = None
    gaps: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    source: str = ""
    id: str = ""
    row: int = 0


def orders_of(schedule: Schedule) -> tuple[Order, ...]:
    """Every order, block by block and day by day, the days that are not stated last."""
    found = [order for block in schedule.blocks for order in _of_block(block, schedule.gaps)]
    return tuple(_numbered(found))


def _numbered(orders: list[Order]) -> Iterator[Order]:
    """Ids that are alike (dose levels of one day) get a number."""
    seen: dict[str, int] = {}
    for order in orders:
        seen[order.id] = seen.get(order.id, 0) + 1
        yield replace(order, id=f"{order.id}/{seen[order.id]}") if seen[order.id] > 1 else order


def _of_block(block: Block, gaps: tuple[Gap, ...]) -> Iterator[Order]:
    rows = [(day, dose) for dose in block.doses for day in dose.days or (None,)]
    for day, dose in sorted(rows, key=lambda row: (row[0] is None, row[0] or 0)):
        order = _order(block, dose, day)
        yield replace(order, gaps=_gaps(order, dose, gaps))


def _order(block: Block, dose: Dose, day: int | None) -> Order:
    stated = dose.amount is not None
    every_day = day is None and block.is_daily
    return Order(
        drug=dose.drug, cycles=block.cycles, day=day, every_day=every_day, dose=dose.amount, part=block.protocol,
        option=block.option, phase=block.title, limited=block.limited, length=block.length, bounds=block.bounds,
        given_if=block.when, per=dose.per if stated else None, basis=dose.amount.unit.basis if dose.amount else None,
        times=often(dose), continuous=dose.continuous, infusion=dose.infusion, duration=dose.duration,
        route=dose.route, doses=_administrations(block, dose), total=_total(block, dose), when=dose.when,
        one_of=_one_of(block, dose), quotes=tuple(dict.fromkeys(quote.text for quote in dose.quotes)),
        source=dose.quotes[0].source if dose.quotes else "", id=_id(block, dose, day),
    )  # fmt: skip


def often(dose: Dose) -> str | None:
    """How often on a day of administration, or over the cycle, in words; None where it is not stated."""
    words = times_text(replace(dose, count=None))
    if words or dose.amount is None or dose.continuous:
        return words or None
    return ONCE if dose.count == 1 or (dose.days and dose.per == "administration") else None


def _alike(block: Block, dose: Dose) -> list[Dose]:
    return [other for other in block.doses if (other.drug, other.when) == (dose.drug, dose.when)]


def _administrations(block: Block, dose: Dose) -> int | None:
    counts = [other.administrations(block.length) for other in _alike(block, dose)]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _total(block: Block, dose: Dose) -> Sum:
    parts = [other.per_cycle(block.length) for other in _alike(block, dose)]
    known = [part for part in parts if part is not None]
    try:
        return Sum(add(known), len(known) == len(parts))
    except UnitError:
        return Sum(None, complete=False)


def _one_of(block: Block, dose: Dose) -> str | None:
    found = alternatives(block)
    if dose not in found:
        return None
    return f"exactly 1 of {sum(other.drug == dose.drug for other in found)} doses of {dose.drug}"


def _id(block: Block, dose: Dose, day: int | None) -> str:
    known = drugs().get(dose.drug)
    name = known.slug if known else "-".join(dose.drug.lower().split())
    parts = (block.protocol, block.id, name, f"day-{day}" if day else "no-day")
    return "/".join(part for part in parts if part)


def _gaps(order: Order, dose: Dose, declared: tuple[Gap, ...]) -> tuple[str, ...]:
    """What this row lacks: of the gaps declared for its drug, and of its own cells."""
    facts = [gap.fact for gap in declared if gap.about == dose.drug and gap.protocol in (order.part, None)]
    lacking = lacks(order)
    own = [name for name, missing in lacking.items() if missing and name not in (INFUSION, OFTEN)]
    if order.infusion is None and INFUSION in facts:
        own.append(INFUSION)
    if order.per == "day" and not (dose.times_per_day or dose.every_hours):
        own.append(DIVISION)
    elif lacking[OFTEN]:
        own.append(OFTEN)
    others = [fact for fact in facts if fact not in (*lacking, DIVISION)]
    return (*own, *others)


def lacks(order: Order) -> dict[str, bool]:
    """For each gap that has a cell: whether it is empty."""
    return {
        DAY: order.day is None and not order.every_day,
        DOSE: order.dose is None,
        OFTEN: order.times is None and not order.continuous,
        ROUTE: order.route is None,
        INFUSION: order.infusion is None,
        LENGTH: order.length is None,
        CYCLES: order.cycles is None and order.bounds is None,
    }
