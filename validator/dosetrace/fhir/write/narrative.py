"""The narrative of a plan: the day grid, the totals and the gaps as XHTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dosetrace.grid import Grid, grid, total_text
from dosetrace.schedule import Block, Schedule
from dosetrace.totals import course_totals, cycle_totals


def plan_narrative(schedule: Schedule) -> str:
    """The schedule as people read it; the same grid as `dosetrace schedule` prints."""
    return "".join(_parts(schedule))


def _parts(schedule: Schedule) -> Iterator[str]:
    for block in schedule.blocks:
        yield _table(grid(block))
        yield _list(f"Per {period(block)}", [total_text(total) for total in cycle_totals(block)])
    yield _list("Whole course", [total_text(total) for total in course_totals(schedule)])
    if schedule.gaps:
        yield _list("Not stated in the source", [gap.text for gap in schedule.gaps])


def period(block: Block) -> str:
    return block.length.text.removeprefix("1 ") if block.bounds and block.length else "cycle"


def _table(table: Grid) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in ("drug", "route", *table.columns))
    rows = "".join(
        f"<tr><th>{escape(row.drug)}{escape(f' ({row.when})') if row.when else ''}</th><td>{escape(row.route)}</td>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row.cells)
        + "</tr>"
        for row in table.rows
    )
    return f"<table><caption>{escape(table.title)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _list(title: str, items: list[str]) -> str:
    return f"<p>{escape(title)}</p><ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
