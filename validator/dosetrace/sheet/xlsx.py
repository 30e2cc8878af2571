"""A build sheet as an xlsx workbook: every cell a text, every page with heading, version and hash; the same bytes from
the same content."""

from __future__ import annotations

import io
import re
import zipfile
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from dosetrace.sheet.columns import Table, identity_lines, tables
from dosetrace.sheet.content import NOT_FOR_PRESCRIBING, Content, Identity

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = 5
"""The row of the headings; above it stands what the sheet was made from."""

PAPERS = {"a4": 9, "letter": 1}
"""Paper sizes by their number in the file format."""

LINE = 12.5
"""The height of a line of text of size 9, in points."""

UNPRINTED = ("Order",)
"""Columns for the way back, left off the paper."""

LOUD = ("NOT STATED", "not stated", "exactly 1 of")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can hold: no clock is read, so that the bytes stay the same."""


def workbook_bytes(content: Content, paper: str) -> bytes:
    """The workbook with its three sheets; `paper` is one of PAPERS."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables(content):
        sheet = book.create_sheet(table.name)
        _fill(sheet, table, content.identity)
        _print(sheet, table, content.identity, PAPERS[paper])
    book.properties.title = f"{content.identity.id} {content.identity.version}"
    book.properties.creator = f"dosetrace {content.identity.dosetrace}"
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def _fill(sheet: Worksheet, table: Table[Any], identity: Identity) -> None:
    from openpyxl.styles import Font

    above = (identity.title, *identity_lines(identity), f"{NOT_FOR_PRESCRIBING} {table.note}".strip())
    for number, line in enumerate(above, 1):
        cell = _write(sheet, number, 1, line)
        cell.font = Font(bold=number in (1, 4), size=13 if number == 1 else 9)
    for number, column in enumerate(table.columns, 1):
        _heading(_write(sheet, HEADINGS, number, column.name))
        sheet.column_dimensions[_letter(number)].width = column.width + 1
    rows = list(table.cells())
    for down, cells in enumerate(rows, HEADINGS + 1):
        for across, text in enumerate(cells, 1):
            _style(_write(sheet, down, across, text))
        sheet.row_dimensions[down].height = LINE * _lines(table, cells)
    sheet.row_dimensions[HEADINGS].height = LINE * _lines(table, [column.name for column in table.columns])
    for number in range(1, len(table.columns) + 1):
        # hidden where no row has anything there: on paper every column makes the others smaller
        sheet.column_dimensions[_letter(number)].hidden = bool(rows) and not any(cells[number - 1] for cells in rows)


def _lines(table: Table[Any], cells: list[str]) -> int:
    """The lines of a row's fullest printed cell: not every program works out heights when it opens a file."""
    pairs = zip(table.columns, cells, strict=True)
    return max(1, *(len(wrap(text, column.width)) for column, text in pairs if column.name not in UNPRINTED))


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(number)


def _write(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A cell that stays text: no number, no date, no formula, whatever it begins with."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell: Any = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text) or None
    cell.number_format = "@"
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"
    return cell  # type: ignore[no-any-return]


def _heading(cell: Cell) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.font = Font(bold=True, size=9, color="FFFFFF")
    cell.fill = PatternFill("solid", start_color="1F3864")
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def _style(cell: Cell) -> None:
    """Gaps and alternatives stand out."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    loud = str(cell.value or "").startswith(LOUD)
    cell.font = Font(size=9, bold=loud, color="9C0006" if loud else None)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = Border(bottom=Side("thin", color="BFBFBF"))
    if loud:
        cell.fill = PatternFill("solid", start_color="FFE3E3")


def _print(sheet: Worksheet, table: Table[Any], identity: Identity, paper: int) -> None:
    printed = [column for column in table.columns if column.name not in UNPRINTED]
    last = HEADINGS + len(table.rows)
    sheet.freeze_panes = f"A{HEADINGS + 1}"
    sheet.auto_filter.ref = f"A{HEADINGS}:{_letter(len(table.columns))}{last}"
    sheet.print_area = f"A1:{_letter(len(printed))}{last}"
    sheet.print_title_rows = f"{HEADINGS}:{HEADINGS}"
    setup: Any = sheet.page_setup
    setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", paper, 1, 0
    properties: Any = sheet.sheet_properties.pageSetUpPr
    properties.fitToPage = True
    margins: Any = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.5, 0.7
    _foot(sheet, identity)


def _foot(sheet: Worksheet, identity: Identity) -> None:
    foot: Any = sheet.oddFooter
    foot.left.text = _footed(f"{identity.id} {identity.version} · not for prescribing")
    foot.center.text = _footed(f"sha256 {identity.sha256}")
    foot.right.text = "Page &P of &N"
    for part in (foot.left, foot.center, foot.right):
        part.size = 7


def _footed(text: str) -> str:
    """A footer's text; an ampersand is a command there, and more than 255 characters are refused."""
    return text[:90].replace("&", "&&")


def _without_clock(data: bytes) -> bytes:
    """The same workbook with every time in it set to the earliest one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(entry, content)
    return out.getvalue()
