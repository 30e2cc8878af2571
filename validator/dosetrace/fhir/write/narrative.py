"""The narrative of a plan: the day grid, the totals and the gaps as XHTML."""

from __future__ import annotations

from dosetrace.fhir.write.elements import escaped
from dosetrace.grid import NOTHING, Grid, Listing, parts
from dosetrace.timeline import Schedule


def plan_narrative(schedule: Schedule) -> str:
    """The schedule as people read it; the same grid as `dosetrace schedule` prints."""
    return "".join(_list(part) if isinstance(part, Listing) else _table(part) for part in parts(schedule))


def _table(table: Grid) -> str:
    head = "".join(f"<th>{escaped(cell)}</th>" for cell in ("drug", "route", *table.columns))
    rows = "".join(
        f"<tr><th>{escaped(row.title)}</th>"
        + "".join(f"<td>{escaped(cell) or NOTHING}</td>" for cell in (row.route, *row.cells))
        + "</tr>"
        for row in table.rows
    )
    return (
        f"<table><caption>{escaped(table.title)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _list(listing: Listing) -> str:
    return f"<p>{escaped(listing.title)}</p><ul>{''.join(f'<li>{escaped(line)}</li>' for line in listing.lines)}</ul>"
