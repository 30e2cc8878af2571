"""A build sheet back to orders, however it was edited; what cannot be read without guessing is refused by its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from dosetrace.findings import InputError
from dosetrace.sheet import words
from dosetrace.sheet.cells import SEARCHED, SHEETS, Cell, Lines, read_cells
from dosetrace.sheet.columns import BETWEEN_QUOTES, EVERY_DAY, ORDER_COLUMNS, ORDERS, TOTAL_COLUMNS, WHERE
from dosetrace.sheet.content import COURSE, Identity, TotalRow
from dosetrace.sheet.orders import Order, Sum
from dosetrace.sheet.side import Side
from dosetrace.sheet.text import IDENTITY
from dosetrace.typography import fold
from dosetrace.units import Amount

T = TypeVar("T")

NEEDED = ("Cycles", "Day", "Drug", "Dose", "Unit")
"""Headings without which a sheet is no build sheet."""

NEEDED_FOR_TOTALS = ("Drug", "Total", "Per")
MOST_GIVEN = 50_000
"""Orders of a sheet, each counted in every cycle."""


def is_sheet(name: str) -> bool:
    """Whether a word of the command line is a file that only a spreadsheet writes."""
    return name.lower().endswith((*SHEETS, ".xls", ".ods"))


def read_sheet(file: str) -> Side:
    """The orders and totals of a build sheet. Raises InputError with file, cell and what was expected."""
    if not file.lower().endswith(SHEETS):
        raise InputError(f"{file}: expected a build sheet as .xlsx or .csv")
    sheets = read_cells(file)
    table = _orders_of(file, sheets)
    totals = next((found for lines in sheets if (found := _find(file, lines, NEEDED_FOR_TOTALS, _TOTALS))), None)
    orders = tuple(_limited(file, (order for row in table.rows for order in _orders(row))))
    if not orders:
        raise InputError(f"{file}: no order below the headings")
    return Side(file, orders, tuple(_totals(totals)), _identity(table), frozenset(table.headings), tuple(_notes(table)))


def _limited(file: str, orders: Iterable[Order]) -> Iterator[Order]:
    given = 0
    for order in orders:
        given += len(order.cycles or (0,))
        if given > MOST_GIVEN:
            raise InputError(f"{file}: found more than {MOST_GIVEN:,} orders in all cycles; expected no more")
        yield order


@dataclass(frozen=True, slots=True)
class Line:
    """One row below the headings: its cells by heading."""

    file: str
    number: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        """The words under a heading, empty where it has no such column. Raises InputError."""
        cell = self.cells.get(column)
        if cell is None:
            return ""
        if cell.problem is not None:
            raise self.unclear(column, cell.problem)
        return cell.text

    def read(self, column: str, parse: Callable[[str], T]) -> T:
        """The value under a heading. Raises InputError."""
        try:
            return parse(self.text(column))
        except words.Unclear as error:
            raise self.unclear(column, f"expected {error}") from error

    def unclear(self, column: str, why: str) -> InputError:
        cell = self.cells[column]
        return InputError(f'{self.file}: {cell.place} ({column}): found "{cell.text[:60]}", {why}')


@dataclass(frozen=True, slots=True)
class Found:
    """A table in a sheet: the row of its headings, the headings, the rows that are not empty."""

    lines: Lines
    heading_row: int
    headings: tuple[str, ...]
    rows: tuple[Line, ...]


_ORDERS = (*(column.name for column in (*WHERE, *ORDER_COLUMNS)), *IDENTITY)
_TOTALS = tuple(column.name for column in TOTAL_COLUMNS)


def _orders_of(file: str, sheets: tuple[Lines, ...]) -> Found:
    found = [table for lines in sheets if (table := _find(file, lines, NEEDED, _ORDERS))]
    named = [table for table in found if table.lines.name == ORDERS] or found
    if len(named) != 1:
        what = f"{len(found)} sheets with" if found else "no row with"
        raise InputError(f"{file}: {what} the headings {', '.join(NEEDED)}; expected one")
    return named[0]


def _find(file: str, lines: Lines, needed: tuple[str, ...], known: tuple[str, ...]) -> Found | None:
    """The table with these headings; columns are found by heading, in any order, others left aside."""
    names = {name.lower(): name for name in known}
    for number, row in enumerate(lines.rows[:SEARCHED], 1):
        headings = {at: names[cell.text.lower()] for at, cell in enumerate(row) if cell.text.lower() in names}
        if set(needed) <= set(headings.values()):
            _refuse(file, lines, number, headings)
            rows = _rows(file, lines, number, headings)
            return Found(lines, number, tuple(headings.values()), tuple(rows))
    return None


def _refuse(file: str, lines: Lines, number: int, headings: dict[int, str]) -> None:
    """Raises InputError for a heading that is there twice, and for merged cells."""
    twice = [name for name in headings.values() if list(headings.values()).count(name) > 1]
    if twice:
        raise InputError(f'{file}: row {number}: the heading "{twice[0]}" is there twice; expected it once')
    for last, address in lines.merged:
        if last >= number:
            raise InputError(f"{file}: {address}: merged cells; expected each row with its own")


def _rows(file: str, lines: Lines, number: int, headings: dict[int, str]) -> Iterator[Line]:
    for below, row in enumerate(lines.rows[number:], number + 1):
        cells = {headings[at]: cell for at, cell in enumerate(row) if at in headings}
        if any(cell.text for name, cell in cells.items() if name not in IDENTITY):
            yield Line(file, below, {**{name: Cell("", f"row {below}") for name in headings.values()}, **cells})


def _notes(table: Found) -> Iterator[str]:
    hidden = [line.number for line in table.rows if line.number in table.lines.hidden]
    if hidden:
        yield f"hidden rows were read too: {', '.join(map(str, hidden))}"
    missing = [column.name for column in ORDER_COLUMNS if column.name not in table.headings]
    unread = [name for name in missing if name not in ("Phase", "Gaps", "Order")]
    if unread:
        yield f"not compared, the sheet has no column for it: {', '.join(unread)}"


def _orders(line: Line) -> Iterator[Order]:
    """The orders of a row: one for each day it names."""
    cycles, bounds, limited = line.read("Cycles", words.cycles)
    dose = _dose(line)
    times, continuous = line.read("Times", words.times)
    order = Order(
        drug=words.drug(_needed(line, "Drug")), cycles=cycles, bounds=bounds, limited=limited, dose=dose,
        every_day=line.text("Day").lower() == EVERY_DAY, part=_words(line, "Part"),
        option=_words(line, "Option (one is given)"), phase=line.text("Phase"),
        length=line.read("Cycle length", words.span), given_if=_words(line, "Cycle given if"),
        per=line.read("Dose per", words.per), basis=line.read("Basis", words.basis), times=times,
        continuous=continuous, infusion=line.read("Infused over", words.span), duration=line.read("For", words.span),
        route=line.read("Route", words.route), doses=line.read("Doses per cycle", words.count),
        total=line.read("Cycle total", words.total), when=_words(line, "Dose given if"),
        one_of=_words(line, "One of"), quotes=_quotes(line), source=line.text("Source"), id=line.text("Order"),
        row=line.number,
    )  # fmt: skip
    for day in line.read("Day", words.days) or (None,):
        yield replace(order, day=day)


def _dose(line: Line) -> Amount | None:
    unit = line.text("Unit")
    return line.read("Dose", lambda figures: words.amount(figures, unit))


def _needed(line: Line, column: str) -> str:
    text = line.text(column)
    if not text:
        place = f"{line.file}: {line.cells[column].place} ({column})"
        raise InputError(f"{place}: it is empty; expected the {column.lower()}")
    return text


def _words(line: Line, column: str) -> str | None:
    return line.text(column) or None


def _quotes(line: Line) -> tuple[str, ...]:
    return tuple(part for part in line.text("Sentence").split(f" {fold(BETWEEN_QUOTES)} ") if part)


def _totals(table: Found | None) -> Iterator[TotalRow]:
    for line in table.rows if table else ():
        cycles, bounds, _ = line.read("Cycles", words.cycles)
        per = line.text("Per").lower()
        sum_ = line.read("Total", words.total)
        yield TotalRow(
            per, words.drug(_needed(line, "Drug")), sum_ if per == COURSE else Sum(sum_.amount, sum_.complete),
            part=_words(line, "Part"), option=_words(line, "Option (one is given)"), phase=line.text("Phase"),
            cycles=cycles, bounds=bounds.text if bounds else None, given_if=_words(line, "Cycle given if"),
            path=_words(line, "Path"), when=_words(line, "Dose given if"), row=line.number,
        )  # fmt: skip


def _identity(table: Found) -> Identity | None:
    """What the sheet says it was made from, None where it does not say."""
    above = [cell.text for row in table.lines.rows[: table.heading_row - 1] for cell in row[:1]]
    said = dict(_said(above))
    if table.rows and "Protocol" in table.headings:
        said |= {name: table.rows[0].text(name) for name in IDENTITY if name in table.headings}
    if "Protocol" not in said:
        return None
    names = ("Protocol", "Version", "Read from", "SHA-256", "Of", "Dosetrace")
    id_, version, read_from, digest, hashed, dosetrace = (said.get(name, "") for name in names)
    return Identity(id_, "", version, read_from, digest, hashed, dosetrace)


def _said(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """`Protocol: ino-mrd | Version: 1.0.0` taken apart."""
    for line in lines:
        for part in line.split(" | "):
            name, colon, value = part.partition(": ")
            if colon and name in IDENTITY:
                yield name, value
