"""Two protocols in one table for each stretch of cycles, and what differs marked.

A stretch is the cycles in which the cells would say the same. Where a protocol goes on for a time and numbers no
cycles, there is one table for the whole course, and a cell says for which cycles or which time its doses are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dosetrace.site import cells
from dosetrace.site.cells import Cell, Column, line_html
from dosetrace.site.html import Html, table, tag
from dosetrace.site.markdown import section
from dosetrace.site.marks import heard
from dosetrace.site.names import drug_html, slug
from dosetrace.wording import numbered

TABLES_ARE = (
    "A dose is given on every day that stands with it. Where the two differ, the row says so and the lines that differ "
    'are marked. "Not given" means that the protocol, as read from its source, does not have the drug in these cycles; '
    '"not stated" means that the source does not say it.'
)

Row = tuple[Html, Cell, Cell]
"""Its head, and a cell for each of the two."""


@dataclass(frozen=True)
class Two:
    """The protocols that stand side by side."""

    left: Column
    right: Column

    @property
    def both(self) -> tuple[Column, Column]:
        return self.left, self.right

    @property
    def drugs(self) -> tuple[str, ...]:
        """Every drug, those of both sides first."""
        left, right = self.left.drugs, self.right.drugs
        return tuple(dict.fromkeys((*(drug for drug in left if drug in right), *left, *right)))


def side_by_side(two: Two) -> Iterator[str]:
    """The tables with their headings, as parts of a Markdown page."""
    for title, rows in (*_stretches(two), ("Whole course", list(_whole_course(two)))):
        yield section(title, slug(title), 3)
        heads = ("What", two.left.heading, two.right.heading)
        yield table(f"{title}: {two.left.id} and {two.right.id}", heads, map(_row, rows), "dt-compare")


def _stretches(two: Two) -> Iterator[tuple[str, list[Row]]]:
    """Title and rows of each table."""
    if not all(column.numbers(drug) for column in two.both for drug in column.drugs):
        yield "All cycles", list(_all_cycles(two))
        return
    same: dict[tuple[Row, ...], list[int]] = {}
    for number in range(1, max(two.left.last, two.right.last) + 1):
        same.setdefault(tuple(_cycle(two, number)), []).append(number)
    yield from ((numbered("cycle", found).capitalize(), list(rows)) for rows, found in same.items() if rows)


def _all_cycles(two: Two) -> Iterator[Row]:
    for drug in two.drugs:
        left, right = (
            cells.doses(column, drug, column.giving(drug), placed=True) or cells.not_given(column, drug)
            for column in two.both
        )
        yield drug_html(drug), left, right


def _cycle(two: Two, number: int) -> Iterator[Row]:
    here, there = two.left.in_cycle(number), two.right.in_cycle(number)
    if here or there:
        yield Html("Cycle length"), cells.length(here), cells.length(there)
    for drug in two.drugs:
        if any(dose.drug == drug for block in (*here, *there) for dose in block.doses):
            yield drug_html(drug), cells.in_cycle(two.left, drug, number), cells.in_cycle(two.right, drug, number)


def _whole_course(two: Two) -> Iterator[Row]:
    left, right = two.both
    yield Html("Number of cycles"), cells.cycles(left, left.blocks), cells.cycles(right, right.blocks)
    for drug in two.drugs:
        yield drug_html(drug), cells.course_sums(left, drug), cells.course_sums(right, drug)
    if cells.not_stated(left, None) or cells.not_stated(right, None):
        yield Html("Also not stated"), cells.also_not_stated(left), cells.also_not_stated(right)


def _row(row: Row) -> Html:
    head, left, right = row
    differs = left != right
    word = tag("span", "differs" if differs else "no difference", class_="dt-word")
    both = (_cell(left, right), _cell(right, left))
    return tag("tr", tag("th", head, " ", word, scope="row"), *both, class_="dt-row-differs" if differs else None)


def _cell(cell: Cell, other: Cell) -> Html:
    """A cell with what the other one does not have marked: beside "not given" only the doses."""
    small = _BESIDE_NOTHING if any(line.kind == "dt-none" for line in other) else ()
    marked = [line for line in cell if line not in other and line.kind not in small]
    word = heard("differs: ") if marked else None
    return tag("td", word, *(line_html(line, differs=line in marked) for line in cell))


_BESIDE_NOTHING: Iterable[str] = ("dt-sum", "dt-route", "dt-gap")
