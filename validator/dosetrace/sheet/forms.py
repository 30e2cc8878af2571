"""A build sheet as the bytes of a file, in each form it is to be had in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dosetrace.sheet.content import Content

FORMATS = ("xlsx", "csv", "md")


def sheet_bytes(content: Content, form: str, paper: str) -> bytes:
    """The build sheet in one of FORMATS, the same bytes each time; `paper` is what an xlsx is laid out for."""
    if form == "xlsx":
        from dosetrace.sheet.xlsx import workbook_bytes

        return workbook_bytes(content, paper)
    from dosetrace.sheet.text import sheet_csv, sheet_markdown

    return sheet_csv(content).encode("utf-8-sig") if form == "csv" else sheet_markdown(content).encode()
