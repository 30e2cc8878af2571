"""A build sheet as CSV and as Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from dosetrace.sheet.columns import Table, identity_lines, orders_table, tables
from dosetrace.sheet.content import NOT_FOR_PRESCRIBING, Content

IDENTITY = ("Protocol", "Version", "Read from", "Dosetrace", "SHA-256", "Of", "Note")
"""Columns of the CSV behind the orders: a row that is cut out of it still says where it came from."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


def sheet_csv(content: Content) -> str:
    """The orders as one CSV table; the totals and the gaps are in the other formats."""
    table, of = orders_table(content), content.identity
    same = [of.id, of.version, of.read_from, of.dosetrace, of.sha256, of.hashed, NOT_FOR_PRESCRIBING]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(column.name for column in table.columns), *IDENTITY])
    writer.writerows([harmless(cell) for cell in (*cells, *same)] for cells in table.cells())
    return out.getvalue()


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def sheet_markdown(content: Content) -> str:
    """The three tables one below the other."""
    head = [f"# {_escaped(content.identity.title)}", "", *(f"{line}  " for line in identity_lines(content.identity)),
            f"**{NOT_FOR_PRESCRIBING}**"]  # fmt: skip
    return "\n".join([*head, *(line for table in tables(content) for line in _table(table))]) + "\n"


def _table(table: Table[Any]) -> Iterator[str]:
    yield from ("", f"## {table.name}", "", *((table.note, "") if table.note else ()))
    yield _line([column.name for column in table.columns])
    yield _line(["---"] * len(table.columns))
    yield from (_line([_escaped(cell) for cell in cells]) for cells in table.cells())


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    words = " ".join(text.split())
    for char in ("\\", "|", "<", "*", "_"):
        words = words.replace(char, f"\\{char}")
    return words
