"""The columns of a build sheet: their headings, and the words in their cells. Reading looks for the same headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dosetrace.sheet.content import Content, Identity, Remark, TotalRow
from dosetrace.sheet.orders import INFUSION, Order
from dosetrace.terminology import tall_man
from dosetrace.timeline import cycles_text
from dosetrace.units import Amount, trimmed

NOT_STATED = "not stated"
EVERY_DAY = "every day"
CONTINUOUSLY = "continuously"
AT_MOST = " at most"
BETWEEN_QUOTES = " […] "
ORDERS, TOTALS, REMARKS = "Orders", "Totals", "Gaps and decisions"

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A heading, the cell's words, and how many characters wide it is on paper."""

    name: str
    text: Callable[[Row], str]
    width: int


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """One sheet: its columns and rows, and what a reader has to know of them."""

    name: str
    columns: tuple[Column[Row], ...]
    rows: tuple[Row, ...]
    note: str = ""

    def cells(self) -> Iterable[list[str]]:
        """The words of every row, below the headings."""
        return ([column.text(row) for column in self.columns] for row in self.rows)


def figures(amount: Amount | None) -> str:
    """`0.8`, `1.3 to 1.8`, without trailing zeros (ISMP); `not stated`."""
    if amount is None:
        return NOT_STATED
    low, high = trimmed(amount.low), trimmed(amount.high)
    return low if low == high else f"{low} to {high}"


def cycles_cell(cycles: tuple[int, ...] | None, bounds: str | None, *, limited: bool) -> str:
    """`1 to 6 at most`, `for 3 years`, `not stated`."""
    if bounds is not None:
        return f"for {bounds}"
    return f"{cycles_text(cycles)}{AT_MOST if limited else ''}" if cycles else NOT_STATED


def day_cell(order: Order) -> str:
    return EVERY_DAY if order.every_day else NOT_STATED if order.day is None else str(order.day)


def times_cell(order: Order) -> str:
    """`every 12 hours`, `once`, `continuously`, `not stated`."""
    words = [order.times or "", CONTINUOUSLY if order.continuous else ""]
    return ", ".join(word for word in words if word) or NOT_STATED


def stated(value: Amount | str | None) -> str:
    """The words of a value, `not stated` where there is none."""
    return NOT_STATED if value is None else value.text if isinstance(value, Amount) else value


def _infusion(order: Order) -> str:
    return order.infusion.text if order.infusion else NOT_STATED if INFUSION in order.gaps else ""


def _bounds(order: Order) -> str | None:
    return order.bounds.text if order.bounds else None


OF_THE_DRUG = (
    "Doses per cycle and Cycle total are the drug's, not the row's; "
    "where a phase goes on for a time, a cycle is one period of its length."
)

WHERE: tuple[Column[Order], ...] = (
    Column("Option (one is given)", lambda order: order.option or "", 16),
    Column("Part", lambda order: order.part or "", 14),
)
"""Only where a protocol is composed of others."""

ORDER_COLUMNS: tuple[Column[Order], ...] = (
    Column("Phase", lambda order: order.phase, 11),
    Column("Cycles", lambda order: cycles_cell(order.cycles, _bounds(order), limited=order.limited), 8),
    Column("Cycle length", lambda order: stated(order.length), 8),
    Column("Cycle given if", lambda order: order.given_if or "", 12),
    Column("Day", day_cell, 6),
    Column("Drug", lambda order: tall_man(order.drug), 15),
    Column("Dose", lambda order: figures(order.dose), 8),
    Column("Unit", lambda order: order.dose.unit.text if order.dose else "", 8),
    Column("Basis", lambda order: order.basis or "", 8),
    Column("Dose per", lambda order: stated(order.per), 13),
    Column("Times", times_cell, 10),
    Column("Infused over", _infusion, 8),
    Column("For", lambda order: order.duration.text if order.duration else "", 8),
    Column("Route", lambda order: stated(order.route), 10),
    Column("Doses per cycle", lambda order: str(order.doses) if order.doses is not None else "not known", 7),
    Column("Cycle total", lambda order: order.total.text, 10),
    Column("Dose given if", lambda order: order.when or "", 13),
    Column("One of", lambda order: order.one_of or "", 13),
    Column("Gaps", lambda order: f"NOT STATED: {', '.join(order.gaps)}" if order.gaps else "", 18),
    Column("Sentence", lambda order: BETWEEN_QUOTES.join(order.quotes), 27),
    Column("Source", lambda order: order.source, 10),
    Column("Order", lambda order: order.id, 30),
)

TOTAL_COLUMNS: tuple[Column[TotalRow], ...] = (
    Column("Option (one is given)", lambda row: row.option or "", 22),
    Column("Part", lambda row: row.part or "", 18),
    Column("Phase", lambda row: row.phase, 16),
    Column("Cycles", lambda row: "" if row.path else cycles_cell(row.cycles, row.bounds, limited=False), 14),
    Column("Cycle given if", lambda row: row.given_if or "", 18),
    Column("Path", lambda row: row.path or "", 30),
    Column("Drug", lambda row: tall_man(row.drug), 22),
    Column("Dose given if", lambda row: row.when or "", 22),
    Column("Total", lambda row: row.sum.text, 22),
    Column("Per", lambda row: row.per, 9),
    Column("Sum", lambda row: row.written_out, 16),
)

REMARK_COLUMNS: tuple[Column[Remark], ...] = (
    Column("Part", lambda remark: remark.part, 22),
    Column("Kind", lambda remark: remark.kind, 12),
    Column("About", lambda remark: remark.about, 26),
    Column("What", lambda remark: remark.says, 46),
    Column("Could mean", lambda remark: remark.could_mean, 34),
    Column("Because", lambda remark: remark.because, 40),
    Column("Looked in", lambda remark: remark.looked_in, 18),
)


def orders_table(content: Content) -> Table[Order]:
    """The orders; where they come from only if it is more than one protocol."""
    parts = {(order.option, order.part) for order in content.orders}
    return Table(ORDERS, (*(WHERE if len(parts) > 1 else ()), *ORDER_COLUMNS), content.orders, OF_THE_DRUG)


def tables(content: Content) -> tuple[Table[Any], ...]:
    """The three sheets: orders, totals, gaps and decisions."""
    totals = Table(TOTALS, TOTAL_COLUMNS, content.totals)
    return orders_table(content), totals, Table(REMARKS, REMARK_COLUMNS, content.remarks)


def identity_lines(identity: Identity) -> tuple[str, str]:
    """The two lines above every table that say what it was made from."""
    first = {"Protocol": identity.id, "Version": identity.version, "Read from": identity.read_from,
             "Dosetrace": identity.dosetrace}  # fmt: skip
    second = {"SHA-256": identity.sha256, "Of": identity.hashed}
    return joined(first), joined(second)


def joined(values: dict[str, str]) -> str:
    """`Protocol: ino-mrd | Version: 1.0.0`; reading takes it apart again."""
    return " | ".join(f"{name}: {value}" for name, value in values.items())
