"""The cells of an xlsx or csv file as text with their places. Knows nothing of doses."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from dosetrace.findings import InputError
from dosetrace.typography import fold

LARGEST, LARGEST_UNPACKED = 16_000_000, 50_000_000
"""Bytes of a file, and of everything packed in it."""
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 5_000, 100, 20
SEARCHED = 60
"""How many rows are searched for the headings."""

SHEETS = (".xlsx", ".xlsm", ".csv")
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
"""How a workbook begins that is an .xls, or is encrypted."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell and where; `problem` is why its text cannot be taken for what was typed."""

    text: str
    place: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of one sheet, from its first one; `hidden` and `merged` are rows by their number."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: frozenset[int] = frozenset()
    merged: tuple[tuple[int, str], ...] = ()
    """Last row and address of each merged range."""


def read_cells(file: str) -> tuple[Lines, ...]:
    """Every sheet of a workbook, or the one of a csv file. Raises InputError."""
    path = Path(file)
    if path.stat().st_size > LARGEST:
        raise InputError(f"{file}: the file has {path.stat().st_size:,} bytes; expected at most {LARGEST:,}")
    data = path.read_bytes()
    return (_of_csv(file, data),) if path.suffix.lower() == ".csv" else tuple(_of_workbook(file, data))


def _of_csv(file: str, data: bytes) -> Lines:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: it is no UTF-8 text; expected a csv saved as UTF-8") from error
    widest = max(text.splitlines()[:SEARCHED], key=_separators, default="")
    separator = max(",;\t", key=widest.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as error:
        raise InputError(f"{file}: no csv that can be read: {error}") from error
    _limit(file, len(rows), max(map(len, rows), default=0))
    return Lines("", tuple(_csv_row(number, row) for number, row in enumerate(rows, 1)))


def _separators(line: str) -> int:
    return max(line.count(mark) for mark in ",;\t")


def _csv_row(number: int, row: list[str]) -> tuple[Cell, ...]:
    return tuple(Cell(fold(_bare(text)), f"row {number}, column {column}") for column, text in enumerate(row, 1))


def _bare(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "\t", "\r") else text


def _limit(file: str, rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        found = f"{rows:,} rows and {columns:,} columns"
        raise InputError(f"{file}: found {found}; expected at most {MOST_ROWS:,} and {MOST_COLUMNS}")


_BROKEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, SyntaxError,
           NotImplementedError, AssertionError, zipfile.BadZipFile, zlib.error)  # fmt: skip
"""What openpyxl raises for a workbook that is broken inside."""


def _of_workbook(file: str, data: bytes) -> Iterator[Lines]:
    from openpyxl import load_workbook

    _refuse_no_workbook(file, data)
    try:
        with warnings.catch_warnings(action="ignore"):
            book = load_workbook(io.BytesIO(data))
    except _BROKEN as error:
        raise InputError(f"{file}: no xlsx workbook that can be read") from error
    if len(book.worksheets) > MOST_SHEETS:
        raise InputError(f"{file}: found {len(book.worksheets)} sheets; expected at most {MOST_SHEETS}")
    for sheet in book.worksheets:
        _limit(f"{file}, sheet {sheet.title}", sheet.max_row, sheet.max_column)
        yield _sheet(sheet)


def _refuse_no_workbook(file: str, data: bytes) -> None:
    """Raises InputError for what is no xlsx, is encrypted, or unpacks to more than LARGEST_UNPACKED."""
    if data.startswith(OLD_WORKBOOK):
        raise InputError(f"{file}: an .xls or a workbook with a password; expected an .xlsx without one")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names, unpacked = archive.namelist(), sum(entry.file_size for entry in archive.infolist())
    except _BROKEN as error:
        raise InputError(f"{file}: no xlsx workbook; expected a file saved as .xlsx") from error
    if "xl/workbook.xml" not in names:
        raise InputError(f"{file}: no workbook in it; expected a file saved as .xlsx")
    if unpacked > LARGEST_UNPACKED:
        raise InputError(f"{file}: unpacks to {unpacked:,} bytes; expected at most {LARGEST_UNPACKED:,}")


def _sheet(sheet: Any) -> Lines:
    hidden = frozenset(number for number, row in sheet.row_dimensions.items() if row.hidden)
    merged = tuple((area.max_row, f"{sheet.title}!{area.coord}") for area in sheet.merged_cells.ranges)
    return Lines(sheet.title, tuple(_row(sheet.title, row) for row in sheet.iter_rows()), hidden, merged)


def _row(name: str, row: Iterable[Any]) -> tuple[Cell, ...]:
    return tuple(_cell(cell.value, cell.data_type, f"{name}!{cell.coordinate}") for cell in row)


def _cell(value: object, kind: str, place: str) -> Cell:
    if value is None:
        return Cell("", place)
    if kind == "f":
        return Cell(str(getattr(value, "text", value)), place, "a formula; expected what it stands for, typed in")
    if kind == "e":
        return Cell(str(value), place, "an error of the spreadsheet")
    if isinstance(value, bool):
        return Cell(str(value).lower(), place, "true or false; expected words or a number")
    if isinstance(value, date | time | timedelta):
        return Cell(str(value), place, "a date or time, which spreadsheets make of what looks like one; "
                                       'expected text, such as "1 to 6"')  # fmt: skip
    return Cell(_number(value) if isinstance(value, int | float) else fold(_bare(str(value))), place)


def _number(value: float) -> str:
    """A number as the spreadsheet shows it, without exponent: `0.5`, `6` for 6.0."""
    number = Decimal(repr(value))
    whole = number.is_finite() and number == number.to_integral_value()
    return format(number.to_integral_value() if whole else number, "f")
