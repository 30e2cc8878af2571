"""One drug in several protocols: a column for each, a row for each stretch of cycles in which no cell changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dosetrace.site import cells
from dosetrace.site.cells import Cell, Column, cell_html, line_html
from dosetrace.site.html import Html, row, scrolled, tag
from dosetrace.site.markdown import section
from dosetrace.site.names import slug
from dosetrace.terminology import tall_man
from dosetrace.wording import numbered

OVERVIEWS_ARE = (
    "One column is one protocol, one row the cycles in which no cell changes. A dose is given on every day that stands "
    "with it. Cycle 1 of one protocol need not be the same point of treatment as cycle 1 of another."
)


def overview(drug: str, columns: Sequence[Column]) -> Iterator[str]:
    """The heading and the table of a drug, as parts of a Markdown page."""
    name = tall_man(drug)
    yield section(f"{name} in these protocols", slug(drug), 3)
    heads = (tag("th", head, scope="col") for head in ("Cycles", *(column.heading for column in columns)))
    yield scrolled(
        f"{name} in these protocols: dose and days", "dt-overview", tag("thead", tag("tr", *heads)),
        tag("tbody", *_by_cycle(drug, columns)), tag("tbody", *_facts(drug, columns), class_="dt-overview-facts"),
    )  # fmt: skip


def _by_cycle(drug: str, columns: Sequence[Column]) -> Iterator[Html]:
    """A row for each stretch; a protocol without numbered cycles has one cell beside all of them."""
    stretches = list(_stretches(drug, columns)) or [("All cycles", {})]
    for turn, (title, numbered_ones) in enumerate(stretches):
        found = (
            tag("td", cell_html(numbered_ones[column.id]))
            if column.id in numbered_ones
            else _beside_all(column, drug, len(stretches))
            for column in columns
            if turn == 0 or column.id in numbered_ones
        )
        yield tag("tr", tag("th", title, scope="row"), *found)


def _stretches(drug: str, columns: Sequence[Column]) -> Iterator[tuple[str, dict[str, Cell]]]:
    """Title of each stretch, and the cell of every protocol that numbers its cycles."""
    numbering = [column for column in columns if column.numbers(drug)]
    same: dict[tuple[tuple[str, Cell], ...], list[int]] = {}
    for number in range(1, max((column.last for column in numbering), default=0) + 1):
        if any(cells.doses(column, drug, column.in_cycle(number)) for column in numbering):
            found = tuple((column.id, cells.in_cycle(column, drug, number, brief=True)) for column in numbering)
            same.setdefault(found, []).append(number)
    yield from ((numbered("cycle", numbers).capitalize(), dict(found)) for found, numbers in same.items())


def _beside_all(column: Column, drug: str, rows: int) -> Html:
    whole = cells.doses(column, drug, column.giving(drug), brief=True, placed=True)
    return tag("td", cell_html(whole), rowspan=rows if rows > 1 else None)


def _facts(drug: str, columns: Sequence[Column]) -> Iterator[Html]:
    """What holds for every cycle, and what the sources do not state."""
    yield row("Given in", *(cell_html(cells.given_in(column, drug)) for column in columns))
    yield row("Cycle length", *(cell_html(cells.length(column.giving(drug))) for column in columns))
    yield row("Route", *(line_html(cells.route(column, drug)) for column in columns))
    yield row("Also not stated", *(cell_html(cells.also_not_stated(column, drug)) for column in columns))
