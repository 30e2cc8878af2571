"""One side of a comparison: a build sheet, or what a TARGET names."""

from __future__ import annotations

from dataclasses import dataclass

from dosetrace.sheet.content import Identity, TotalRow, totals_of
from dosetrace.sheet.orders import Order, orders_of
from dosetrace.timeline import Schedule


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared. Of a sheet: `columns`, the headings it has, `identity` as far as it says what it was made
    from, and `notes` for the reader."""

    name: str
    orders: tuple[Order, ...]
    totals: tuple[TotalRow, ...]
    identity: Identity | None = None
    columns: frozenset[str] | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_sheet(self) -> bool:
        return self.columns is not None

    def has(self, column: str) -> bool:
        """Whether it says anything of this column."""
        return self.columns is None or column in self.columns


def side_of(name: str, identity: Identity, schedule: Schedule) -> Side:
    """A schedule as one side."""
    return Side(name, orders_of(schedule), totals_of(schedule), identity)
