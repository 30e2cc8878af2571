"""A block as a day grid: what the terminal, the narrative of a plan and the site show, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dosetrace.timeline import Block, Dose, Gap, Schedule, alternatives, cycles_text
from dosetrace.totals import Total, course_totals, cycle_totals
from dosetrace.units import Amount
from dosetrace.wording import dose_text

NO_DAY = "day not stated"
NOTHING = "–"
"""What a narrative shows for an empty cell: servers write an empty one otherwise."""


@dataclass(frozen=True, slots=True)
class Row:
    """One drug under one condition: its cells in the order of the grid's columns, empty where nothing is given."""

    drug: str
    route: str
    when: str
    cells: tuple[str, ...]
    instead: bool = False
    """Whether it is given instead of the row above, and not beside it."""

    @property
    def title(self) -> str:
        return row_title(self.drug, self.when, instead=self.instead)


def row_title(drug: str, when: str, *, instead: bool) -> str:
    """`or mitoxantrone (dose reduction allowed …)`."""
    return f"{'or ' if instead else ''}{drug}{f' ({when})' if when else ''}"


@dataclass(frozen=True, slots=True)
class Grid:
    """Days across, drugs down."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def grid(block: Block) -> Grid:
    """The grid of one cycle (or period) of a block."""
    later = second_choices(block)
    days = sorted({day for dose in block.doses for day in dose.days or ()})
    undated = "each time" if block.bounds else NO_DAY
    keys: list[int | None] = [*days, *([None] if any(dose.days is None for dose in block.doses) else [])]
    columns = tuple(f"day {key}" if key else undated for key in keys)
    groups: dict[tuple[str, str, str], list[Dose]] = {}
    for dose in block.doses:
        groups.setdefault((dose.drug, dose.route or "not stated", dose.when or ""), []).append(dose)
    rows = tuple(
        Row(*name, tuple(_cell(doses, key) for key in keys), instead=any(dose in later for dose in doses))
        for name, doses in groups.items()
    )
    return Grid(block_title(block), columns, rows)


def second_choices(block: Block) -> tuple[Dose, ...]:
    """The doses that are given instead of one that stands above them."""
    found = alternatives(block)
    return tuple(dose for turn, dose in enumerate(found) if any(dose.drug == above.drug for above in found[:turn]))


def block_title(block: Block) -> str:
    """`Until CR or CRi: cycles 1 to 6 at most, 21 to 28 days each, if CR or CRi not achieved`."""
    parts = [cycles_title(block), length_title(block), f"if {block.when}" if block.when else ""]
    text = ", ".join(part for part in parts if part)
    return text[0].upper() + text[1:] if block.title.lower().startswith("cycle") else f"{block.title}: {text}"


def cycles_title(block: Block) -> str:
    if block.bounds is not None:
        return f"for {block.bounds.text}"
    if not block.cycles:
        return "number of cycles not stated"
    word = "cycle" if len(block.cycles) == 1 else "cycles"
    return f"{word} {cycles_text(block.cycles)}{' at most' if block.limited else ''}"


def length_title(block: Block) -> str:
    if block.length is None:
        return "cycle length not stated"
    if block.bounds is None:
        return f"{block.length.text} each"
    return f"every {block.length.text.removeprefix('1 ')}"


def total_text(total: Total) -> str:
    """`inotuzumab ozogamicin 1.8 mg/m²`, with what is missing said."""
    known = total.amount.text if total.amount is not None else ""
    amount = known if total.complete else f"at least {known}, the rest is not stated" if known else "not stated"
    limit = " at most" if total.at_most and total.complete else ""
    condition = (
        f" ({total.when})" if total.when else f" ({total.path})" if total.path and total.path != "course" else ""
    )
    return f"{total.drug}{condition}: {amount}{limit}"


def sum_text(doses: tuple[Dose, ...], length: Amount | None) -> str:
    """The sum written out, `0.8 + 2 × 0.5`, where every part is known."""
    parts: list[str] = []
    for dose in doses:
        whole = dose.per_cycle(length)
        if whole is None or dose.amount is None or not dose.amount.low:
            return ""
        times = whole.low / dose.amount.low
        parts.append(dose.amount.figures if times == 1 else f"{times:f} × {dose.amount.figures}")
    return " + ".join(parts)


@dataclass(frozen=True, slots=True)
class Listing:
    """A heading with lines below it."""

    title: str
    lines: tuple[str, ...]


def parts(schedule: Schedule) -> Iterator[Grid | Listing]:
    """A whole schedule as people read it: a grid and its totals for each block, the course, the gaps."""
    for block in schedule.blocks:
        yield grid(block)
        yield Listing(f"Per {period(block)}", tuple(total_text(total) for total in cycle_totals(block)))
    yield Listing("Whole course", tuple(total_text(total) for total in course_totals(schedule)))
    if schedule.gaps:
        yield Listing("Not stated in the source", tuple(_gap_lines(schedule.gaps)))


def _gap_lines(gaps: tuple[Gap, ...]) -> Iterator[str]:
    """`route: cytarabine, fludarabine`, one line for each fact of each protocol."""
    several = len({gap.protocol for gap in gaps}) > 1
    groups: dict[tuple[str | None, str], list[str]] = {}
    for gap in sorted(gaps, key=lambda gap: (gap.protocol or "", gap.fact, gap.about or "")):
        groups.setdefault((gap.protocol, gap.fact), []).extend([gap.about] if gap.about else [])
    for (protocol, fact), drugs in groups.items():
        place = f"{protocol}, " if several else ""
        yield f"{place}{fact}{': ' if drugs else ''}{', '.join(drugs)}"


def narrative_lines(schedule: Schedule) -> Iterator[str]:
    """Every cell and line of the parts, in reading order."""
    for part in parts(schedule):
        yield part.title
        if isinstance(part, Listing):
            yield from part.lines
        else:
            yield from ("drug", "route", *part.columns)
            for row in part.rows:
                yield from (row.title, row.route, *row.cells)


def period(block: Block) -> str:
    """What the totals of a block are per: a cycle, or its clock's period."""
    return block.length.text.removeprefix("1 ") if block.bounds and block.length else "cycle"


def _cell(doses: list[Dose], day: int | None) -> str:
    given = [dose for dose in doses if (day in dose.days if dose.days and day else dose.days is None and day is None)]
    return "; ".join(dose_text(dose) for dose in given)
