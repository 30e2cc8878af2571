"""Totals with their sums written out, beside what the source says they are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from dosetrace.grid import period, second_choices
from dosetrace.model import StatedTotal
from dosetrace.site.grids import Of, caption, value_link
from dosetrace.site.html import Content, Html, joined, row, table, tag
from dosetrace.site.marks import OR, figures, gap_html, with_commas
from dosetrace.site.names import drug_html, short_name
from dosetrace.timeline import Block, Dose, Schedule, alternatives
from dosetrace.totals import Total, course_totals, cycle_totals
from dosetrace.units import Amount

FEW = 4
"""A sum of so many administrations is written part by part, a longer one with `×`."""


def block_totals(of: Of) -> Html:
    """What one cycle (or period) of a block adds up to, drug by drug."""
    per = period(of.block)
    rows = [_row(of, total) for total in cycle_totals(of.block)]
    return table(
        f"Totals per {per}, {caption(of.block)}",
        ("Drug", f"Total per {per}", "What the source says"),
        rows,
        "dt-totals",
    )


def _row(of: Of, total: Total) -> Html:
    instead = OR if _is_instead(of.block, total) else None
    when = tag("span", instead, f"only: {total.when}", class_="dt-when") if total.when else None
    return row(joined([drug_html(total.drug), when]), joined(_sum(of.block, total)), joined(_stated(of, total)))


def _is_instead(block: Block, total: Total) -> bool:
    """Whether these doses are given instead of those of a row above, and not beside them."""
    return any((dose.drug, dose.when) == (total.drug, total.when) for dose in second_choices(block))


def _sum(block: Block, total: Total) -> Iterator[Content]:
    if total.amount is None:
        yield gap_html("cannot be worked out: not stated in the source")
        return
    doses = tuple(dose for dose in block.doses if (dose.drug, dose.when) == (total.drug, total.when))
    written = sum_written_out(doses, block.length) if total.complete else ""
    if written:
        yield f"{written} = "
    yield total_html(total)


def total_html(total: Total) -> Html:
    """A total as a value that scripts may reckon with, and what is missing in it."""
    if total.amount is None:
        return gap_html("not stated in the source")
    amount = tag("span", with_commas(total.amount.text), class_="dt-total", **figures(total.amount))
    if not total.complete:
        return joined(["at least ", amount, gap_html(", the rest is not stated")])
    return joined(["at most " if total.at_most else None, amount])


def sum_written_out(doses: tuple[Dose, ...], length: Amount | None) -> str:
    """`0.8 + 0.5 + 0.5`, of many parts `6 × 150`; empty where it is one part, or one of them is not known."""
    parts: list[tuple[str, int]] = []
    for dose in doses:
        whole = dose.per_cycle(length)
        if whole is None or dose.amount is None or not dose.amount.low:
            return ""
        figures = dose.amount.text.removesuffix(f" {dose.amount.unit.text}")
        parts.append((f"({figures})" if dose.amount.is_range else figures, int(whole.low / dose.amount.low)))
    return _added(parts)


def _added(parts: list[tuple[str, int]]) -> str:
    times = sum(number for _, number in parts)
    if times < 2:
        return ""
    if times <= FEW:
        return " + ".join(figures for figures, number in parts for _ in range(number))
    return " + ".join(figures if number == 1 else f"{number} × {figures}" for figures, number in parts)


def _stated(of: Of, total: Total) -> Iterator[Content]:
    found = [stated for phase in of.phases for stated in phase.totals if stated.drug == total.drug]
    if not found:
        yield "the source states no total"
    for stated in found:
        yield from _compared(of, total, stated)


def _compared(of: Of, total: Total, stated: StatedTotal) -> Iterator[Content]:
    words = f"{stated.amount.text} per {stated.per}"
    href = of.says.link(
        of.regimen, f"{short_name(stated.drug)}-total", joined([drug_html(stated.drug), f": {words}"]), stated.quotes
    )
    yield joined(
        ["the source says ", value_link(words, href, of.anchors.of(of.block, short_name(stated.drug), "total"))]
    )
    if total.amount is not None and total.complete:
        yield ": the same" if total.amount.equals(stated.amount) else gap_html(": differs")


def course_table(schedule: Schedule) -> Html:
    """What the whole course adds up to, by drug and by way through it."""
    totals = course_totals(schedule)
    rows = [row(drug_html(total.drug), _path(total), total_html(total)) for total in totals]
    whole = table("Each drug over all cycles and times", ("Drug", "Course", "Total"), rows, "dt-totals")
    return joined([whole, *(tag("p", note, class_="dt-note") for note in _notes(schedule, totals))])


def _notes(schedule: Schedule, totals: tuple[Total, ...]) -> Iterator[str]:
    """What a reader of the table could take for something else."""
    if _alternatives(schedule, totals):
        yield "Rows of one drug are alternatives: they are not added up."
    yield from _routes(schedule)


def _routes(schedule: Schedule) -> Iterator[Html]:
    """The drugs of which a total adds doses of different routes."""
    for drug in schedule.drugs:
        given: dict[str | None, set[str | None]] = {}
        for block in schedule.blocks:
            routes = {dose.route for dose in block.doses if dose.drug == drug and dose.amount is not None}
            given.setdefault(block.option, set()).update(routes)
        mixed = {route for routes in given.values() if len(routes) > 1 for route in routes}
        if mixed:
            words = [*sorted(filter(None, mixed)), *(["not stated"] if None in mixed else [])]
            yield joined(["A total of ", drug_html(drug), f" adds doses of different routes: {', '.join(words)}."])


def _alternatives(schedule: Schedule, totals: tuple[Total, ...]) -> bool:
    """Whether drugs have several rows, of which one holds in each case."""
    if len({total.drug for total in totals}) == len(totals):
        return False
    beside = (
        dose.when != other.when and dose not in alternatives(block)
        for block in schedule.blocks
        for dose, other in permutations(block.doses, 2)
        if dose.drug == other.drug
    )
    return len({(total.drug, total.path) for total in totals}) == len(totals) and not any(beside)


def _path(total: Total) -> str:
    return "whole course" if total.path in (None, "course") else str(total.path)
