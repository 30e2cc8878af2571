"""The differences between the totals of two sides: as typed in a sheet, and over the course."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import count

from dosetrace.sheet.content import COURSE, TotalRow
from dosetrace.sheet.differences import Difference, Kind, Place, Said
from dosetrace.sheet.fields import plain, same_amount
from dosetrace.sheet.orders import Sum
from dosetrace.sheet.pairing import Names, Part, part_names
from dosetrace.sheet.side import Side

Placed = tuple[TotalRow, int | None, Part]
"""A total with its cycle and part."""


def sum_differences(left: Side, right: Side) -> Iterator[Difference]:
    """Totals that both sides have and that differ. Totals of a cycle follow from the orders, but where a sheet has
    them typed."""
    names = part_names(left, right)
    here, there = _sums(left, names[0]), _sums(right, names[1])
    groups: dict[Hashable, list[Hashable]] = {}
    for key in there.keys() & here.keys():
        one, other = here[key][0], there[key][0]
        per_course = other.per == COURSE
        if (per_course or left.is_sheet or right.is_sheet) and not _same(one.sum, other.sum):
            alike = (here[key][2], other.per, other.drug, other.given_if, other.when, other.path, one.sum, other.sum)
            groups.setdefault(alike, []).append(key)
    for keys in groups.values():
        yield _difference(left, right, [here[key] for key in keys], [there[key] for key in keys])


def _same(one: Sum, other: Sum) -> bool:
    same = one.complete == other.complete and same_amount(one.amount, other.amount)
    return same and (not one.complete or one.at_most == other.at_most)


def _sums(side: Side, name: Names) -> dict[Hashable, Placed]:
    """Every total by what it is the total of."""
    sums: dict[Hashable, Placed] = {}
    for row in side.totals:
        part = name(row.option, row.part) if row.per != COURSE else ("", "")
        for cycle in row.cycles or (None,):
            words = (row.given_if, row.drug, row.when, row.path, row.bounds)
            same = (part, row.per, cycle, *map(plain, words))
            key = next(key for number in count() if (key := (*same, number)) not in sums)
            sums[key] = (row, cycle, part)
    return sums


def _difference(left: Side, right: Side, here: list[Placed], there: list[Placed]) -> Difference:
    (one, _, _), (other, _, part) = here[0], there[0]
    sheet, source = (one, other) if left.is_sheet else (other, one)
    filled = left.is_sheet != right.is_sheet and not source.sum.complete and sheet.sum.amount is not None
    conditions = (other.given_if, other.when, other.path if other.path != COURSE else None)
    place = Place(
        part, tuple(sorted(cycle for _, cycle, _ in there if cycle is not None)),
        f"for {other.bounds}" if other.bounds else "", (), other.drug, tuple(words for words in conditions if words),
    )  # fmt: skip
    said = (_said(here), _said(there))
    return Difference(Kind.FILLED if filled else Kind.DIFFERENT, f"total per {other.per}", *said, place)


def _said(found: list[Placed]) -> Said:
    rows = sorted({row.row for row, _, _ in found if row.row})
    return Said(found[0][0].sum.text, rows=tuple(rows))
