"""The narrative of a plan: the day grid, the totals and the gaps as XHTML."""

from __future__ import annotations

from html import escape

from dosetrace.grid import NOTHING, Grid, Listing, parts
from dosetrace.schedule import Schedule


def plan_narrative(schedule: Schedule) -> str:
    """The schedule as people read it; the same grid as `dosetrace schedule` prints."""
    return "".join(_list(part) if isinstance(part, Listing) else _table(part) for part in parts(schedule))


def _table(table: Grid) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in ("drug", "route", *table.columns))
    rows = "".join(
        f"<tr><th>{escape(row.title)}</th>"
        + "".join(f"<td>{escape(cell) or NOTHING}</td>" for cell in (row.route, *row.cells))
        + "</tr>"
        for row in table.rows
    )
    return f"<table><caption>{escape(table.title)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _list(listing: Listing) -> str:
    return f"<p>{escape(listing.title)}</p><ul>{''.join(f'<li>{escape(line)}</li>' for line in listing.lines)}</ul>"
