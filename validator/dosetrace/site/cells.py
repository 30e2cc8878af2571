"""What one protocol gives of a drug in some cycles, as the lines of a cell: doses, sums, route, and what is not stated.

A block with a condition stands in the cell of its cycles with the condition above its doses, since what stands beside
them would read as "not given".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from dosetrace.grid import cycles_title, length_title, period, second_choices
from dosetrace.sheet.orders import Sum
from dosetrace.site.html import Html, joined, tag
from dosetrace.site.marks import with_commas
from dosetrace.site.names import Anchors
from dosetrace.timeline import Block, Dose
from dosetrace.totals import Total, course_totals, cycle_totals
from dosetrace.wording import amount_text, counted, dose_text, numbered

if TYPE_CHECKING:
    from dosetrace.targets import Target


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cell: its CSS class, the amount in it, the condition it stands under, and where it leads."""

    text: str
    kind: str
    amount: str = ""
    under: str = ""
    href: str = field(default="", compare=False)


Cell = tuple[Line, ...]


@dataclass(frozen=True)
class Column:
    """A single protocol as one column."""

    target: Target

    @property
    def id(self) -> str:
        return self.target.name

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.target.schedule.blocks

    @property
    def link(self) -> Html:
        return tag("a", self.target.title, href=f"../protocols/{self.id}.html")

    @property
    def heading(self) -> Html:
        return joined([self.link, " ", tag("code", self.id)])

    @cached_property
    def links(self) -> Mapping[Block, str]:
        """Where each block stands on the protocol's page."""
        anchors = Anchors(several=False)
        return {block: f"../protocols/{self.id}.html#{anchors.of(block)}" for block in self.blocks}

    @cached_property
    def drugs(self) -> tuple[str, ...]:
        return self.target.schedule.drugs

    @cached_property
    def last(self) -> int:
        """The number of its last cycle, 0 where it numbers none."""
        return max((number for block in self.blocks for number in block.cycles or ()), default=0)

    @property
    def limited(self) -> bool:
        """Whether the source gives only an upper limit of its cycles."""
        return any(block.limited for block in self.blocks)

    def in_cycle(self, number: int) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if number in (block.cycles or ()))

    def giving(self, drug: str) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if any(dose.drug == drug for dose in block.doses))

    def numbers(self, drug: str) -> bool:
        """Whether all of a drug is given in numbered cycles."""
        return all(block.cycles for block in self.giving(drug))


def doses(column: Column, drug: str, blocks: Iterable[Block], *, brief: bool = False, placed: bool = False) -> Cell:
    """What a protocol gives of a drug in some blocks: `brief` without route and other gaps, `placed` with the cycles or
    the time of each block."""
    lines = [line for block in blocks for line in _of_block(column, block, drug, placed=placed)]
    if brief or not lines:
        return tuple(lines)
    return (*lines, route(column, drug), *(Line(f"not stated: {fact}", "dt-gap") for fact in not_stated(column, drug)))


def in_cycle(column: Column, drug: str, number: int, *, brief: bool = False) -> Cell:
    """What it gives of a drug in one cycle, or that it gives nothing."""
    return doses(column, drug, column.in_cycle(number), brief=brief) or not_given(column, drug, number)


def not_given(column: Column, drug: str, number: int = 0) -> Cell:
    """Nothing of a drug, and whether that is because the protocol has no such cycle."""
    if number <= column.last or drug not in column.drugs:
        return (Line("not given", "dt-none"),)
    end = " at the latest" if column.limited else ""
    return (Line(f"not given: the protocol ends with cycle {column.last}{end}", "dt-none"),)


def _of_block(column: Column, block: Block, drug: str, *, placed: bool) -> Iterator[Line]:
    groups: dict[str | None, list[Dose]] = {}
    for dose in block.doses:
        if dose.drug == drug:
            groups.setdefault(dose.when, []).append(dose)
    place = f"{cycles_title(block)}, {length_title(block)}" if placed else ""
    for when, given in groups.items():
        under = "; ".join(_conditions(block, when, second=given[0] in second_choices(block)))
        yield from (Line(text, "dt-when", under=under) for text in (place, under) if text)
        yield from (_dose(column, block, dose, under) for dose in given)
        if any(dose.amount for dose in given):
            of_group = (total for total in cycle_totals(block) if (total.drug, total.when) == (drug, when))
            yield from (_sum(f"per {period(block)}: ", total, under) for total in of_group)


def _conditions(block: Block, when: str | None, *, second: bool) -> Iterator[str]:
    if block.when:
        yield f"if {block.when}"
    if second:
        yield f"or, {when}" if when else "or"
    elif when:
        yield f"only: {when}"


def _dose(column: Column, block: Block, dose: Dose, under: str) -> Line:
    words = dose_text(dose)
    if dose.amount is None:
        words = words.replace(f"{amount_text(dose)} ", f"{amount_text(dose)}, ")
    if dose.days:
        words = f"{words} on {numbered('day', dose.days)}"
    elif not block.is_daily:
        words = f"{words}, day not stated"
    amount = dose.amount.text if dose.amount else ""
    return Line(words, "dt-level" if amount else "dt-gap", amount, under, column.links[block])


def _sum(before: str, total: Total, under: str = "") -> Line:
    amount = total.amount.text if total.amount else ""
    whole = Sum(total.amount, total.complete, total.at_most).text
    return Line(f"{before}{whole}", "dt-sum" if amount else "dt-gap", amount, under)


def route(column: Column, drug: str) -> Line:
    """The route of a drug, of each dose where they differ."""
    given = [dose for block in column.blocks for dose in block.doses if dose.drug == drug]
    routes = list(dict.fromkeys(dose.route or "not stated" for dose in given))
    if routes == ["not stated"]:
        return Line("route not stated", "dt-gap")
    return Line(routes[0] if len(routes) == 1 else f"by the dose: {', '.join(routes)}", "dt-route")


_IN_CELLS = ("dose", "day of cycle", "route", "cycle length")
"""Gaps that have a place of their own in a table."""


def not_stated(column: Column, *about: str | None) -> list[str]:
    """What else is not stated about some drugs, or (None) about the protocol as a whole."""
    gaps = column.target.schedule.gaps
    return [gap.fact for gap in gaps if gap.about in about and gap.fact not in _IN_CELLS]


def also_not_stated(column: Column, *drugs: str) -> Cell:
    """The gaps of some drugs and of the protocol as a whole that no other row has."""
    gaps = tuple(Line(fact, "dt-gap") for fact in not_stated(column, *drugs, None))
    return gaps or (Line("nothing else listed", "dt-length"),)


def length(blocks: Iterable[Block]) -> Cell:
    """The length of the cycles of some blocks."""
    lengths = dict.fromkeys(length_title(block).removesuffix(" each") if block.length else "" for block in blocks)
    lines = (Line(text, "dt-length") if text else Line("not stated", "dt-gap") for text in lengths)
    return tuple(lines) or (Line("no such cycle", "dt-none"),)


def cycles(column: Column, blocks: Iterable[Block]) -> Cell:
    """How many cycles a protocol has, or for what time some of its blocks go on."""
    if not column.last:
        times = " and ".join(dict.fromkeys(map(cycles_title, blocks)))
        return (Line(f"not in numbered cycles: {times}", "dt-length"),)
    return (Line(f"{counted(column.last, 'cycle')}{' at most' if column.limited else ''}", "dt-length"),)


def given_in(column: Column, drug: str) -> Cell:
    """In which cycles a drug is given, or for what time."""
    blocks = column.giving(drug)
    if not column.numbers(drug):
        return cycles(column, blocks)
    numbers = sorted({number for block in blocks for number in block.cycles or ()})
    return (Line(f"{numbered('cycle', numbers)}{' at most' if column.limited else ''}", "dt-length"),)


def course_sums(column: Column, drug: str) -> Cell:
    """What the whole course adds up to of a drug, by way through it."""
    found = [total for total in course_totals(column.target.schedule) if total.drug == drug]
    lines = [_sum(f"{total.path}: " if total.path not in (None, "course") else "", total) for total in found]
    return tuple(lines) or not_given(column, drug)


def line_html(line: Line, *, differs: bool = False) -> Html:
    """A line, its amount a link to where the protocol has it; marked where it differs from the cell beside it."""
    before, amount, after = line.text.partition(line.amount) if line.amount else (line.text, "", "")
    shown = with_commas(amount)
    value = tag("span", shown, class_="dt-amount") if amount else None
    if value is not None and line.href:
        value = tag("a", shown, class_="dt-value dt-amount", href=line.href)
    words = joined([before, value, after])
    return tag("div", tag("mark", words, class_="dt-differs") if differs else words, class_=line.kind)


def cell_html(cell: Cell) -> Html:
    """The lines of a cell one below the other."""
    return joined(map(line_html, cell))
