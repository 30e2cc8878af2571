"""What is given month by month, where drugs go on for different times beside each other; equal months are one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType

from dosetrace.calendars import MONTH, periods
from dosetrace.grid import NOTHING, second_choices
from dosetrace.site.grids import UNDIVIDED, is_undivided, unbroken
from dosetrace.site.html import Content, Html, joined, scrolled, tag, text
from dosetrace.site.marks import OR, gap_html, heard, sign, with_commas
from dosetrace.site.names import drug_html
from dosetrace.timeline import Block, Dose, Schedule
from dosetrace.units import Amount
from dosetrace.wording import amount_text, counted, dose_text, numbered

UNTITLED: Mapping[str, str] = MappingProxyType({})
"""No titles for the parts of a course: their ids are shown."""
_AND = heard("; ")
"""Between what stands in places of its own: without it a search result reads `Months 1 to 1250 mg`."""
_EACH = {"d": "daily ", "wk": "weekly ", "mo": "monthly ", "a": "yearly "}


@dataclass(frozen=True, slots=True)
class _Clock:
    """A block that goes on for so many months from the first."""

    block: Block
    months: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Months from `first` to `last` in which the same is given."""

    first: int
    last: int

    @property
    def text(self) -> str:
        return f"Month {self.first}" if self.first == self.last else f"Months {self.first} to {self.last}"


def in_months(span: Amount | None) -> int | None:
    """A time as a whole number of months; None for a range, and for days and weeks."""
    if span is None or span.is_range or span.unit.dimension != MONTH.dimension:
        return None
    months = span.in_unit(MONTH).low
    return int(months) if months == months.to_integral_value() else None


def months(schedule: Schedule, titles: Mapping[str, str] = UNTITLED) -> Html | None:
    """A table for each option and part that goes on for a number of months; `titles` are those of the parts by id."""
    parts = groupby(schedule.blocks, key=lambda block: (block.choice, block.option, block.protocol))
    several = len({(block.option, block.protocol) for block in schedule.blocks}) > 1
    tables = [html for _, blocks in parts for html in _of_part(list(blocks), titles, several=several)]
    return tag("div", *tables, class_="dt-months") if tables else None


def _of_part(blocks: list[Block], titles: Mapping[str, str], *, several: bool) -> Iterator[Html]:
    clocks = [_Clock(block, in_months(block.bounds) or 0) for block in blocks if block.bounds is not None]
    if not clocks or not all(clock.months for clock in clocks):
        return
    stretches = tuple(_stretches(clocks))
    caption = _caption(blocks[0], titles) if several else "What is given month by month"
    yield _table(clocks, stretches, caption)
    if len(stretches) > 1 and any(_counted_in_days(clock.block) for clock in clocks):
        yield tag(
            "p", "Counted by the calendar, from any day of the year. Months differ in length, "
            "so the ranges of the rows do not add up to those of the last row.", class_="dt-note",
        )  # fmt: skip


def _caption(block: Block, titles: Mapping[str, str]) -> str:
    part = titles.get(block.protocol or "", block.protocol)
    names = [name for name in (block.option, part) if name]
    return f"{', '.join(dict.fromkeys(names))}: what is given month by month, from the first month of this part"


def _counted_in_days(block: Block) -> bool:
    return block.length is not None and block.length.unit.dimension != MONTH.dimension


def _stretches(clocks: list[_Clock]) -> Iterator[_Stretch]:
    ends = sorted({clock.months for clock in clocks})
    return (_Stretch(before + 1, end) for before, end in zip([0, *ends], ends, strict=False))


def _table(clocks: list[_Clock], stretches: tuple[_Stretch, ...], caption: str) -> Html:
    drugs = list(dict.fromkeys(dose.drug for clock in clocks for dose in clock.block.doses))
    head = tag("tr", *(tag("th", name, _AND, scope="col") for name in ("Months", *map(drug_html, drugs))))
    rows = [_row(stretch.text, [_cell(clocks, drug, stretch) for drug in drugs]) for stretch in stretches]
    whole = _row(f"In all, months 1 to {stretches[-1].last}", [_whole(clocks, drug) for drug in drugs])
    foot = tag("tfoot", whole) if len(stretches) > 1 else None
    return scrolled(caption, "dt-by-month", tag("thead", head), tag("tbody", *rows), foot)


def _row(name: str, cells: list[Html]) -> Html:
    return tag(
        "tr",
        tag("th", name, heard(": "), scope="row"),
        *(tag("td", cell, _AND) for cell in cells),
    )


def _cell(clocks: list[_Clock], drug: str, stretch: _Stretch) -> Html:
    length = _months(stretch.last - stretch.first + 1)
    given = [
        _given(clock.block, dose, length)
        for clock in clocks
        for dose in clock.block.doses
        if dose.drug == drug and clock.months >= stretch.last
    ]
    return joined(given or [sign(NOTHING, "nothing")], _AND)


def _whole(clocks: list[_Clock], drug: str) -> Html:
    """How often a drug is given in all."""
    counts = [
        tag("div", *_when(clock.block, dose), _count(clock.block, dose, _months(clock.months)), class_="dt-count")
        for clock in clocks
        for dose in clock.block.doses
        if dose.drug == drug
    ]
    return joined(counts, _AND)


def _months(number: int) -> Amount:
    return Amount(Decimal(number), Decimal(number), MONTH)


def _given(block: Block, dose: Dose, span: Amount) -> Html:
    """A dose in words, its route, what is not stated of it, and how often it is given in this time."""
    days = f", {numbered('day', dose.days)}" if dose.days else ""
    lines = [
        tag("div", *_when(block, dose), _words(dose), days, class_="dt-amount"),
        tag("div", dose.route, class_="dt-route") if dose.route else None,
        *(tag("div", gap_html(words)) for words in lacking(block, dose)),
        tag("div", _count(block, dose, span), class_="dt-count"),
    ]
    return tag("div", joined(lines, _AND), class_="dt-dose")


def _words(dose: Dose) -> Content:
    amount = amount_text(dose)
    shown = unbroken(amount) if dose.amount else gap_html(amount)
    return joined([shown, dose_text(dose).removeprefix(amount)])


def _when(block: Block, dose: Dose) -> Iterator[Html]:
    if dose in second_choices(block):
        yield OR
    conditions = [f"if {block.when}" if block.when else "", f"only: {dose.when}" if dose.when else ""]
    words = ", ".join(condition for condition in conditions if condition)
    if words:
        yield tag("span", f"{words}: ", class_="dt-when")


def lacking(block: Block, dose: Dose) -> Iterator[str]:
    """What is not stated of a dose besides its amount."""
    if dose.route is None:
        yield "route not stated"
    if dose.days is None and not block.is_daily:
        yield "day not stated"
    if is_undivided(dose):
        yield UNDIVIDED


def _count(block: Block, dose: Dose, span: Amount) -> Html:
    """`12 monthly doses`, `52 to 53 weekly doses`, `730 to 732 doses`, `12 times`."""
    if block.length is not None and (found := periods(span, block.length)) is not None:
        each = dose.administrations(block.length)
        if each is not None:
            thing = f"{_kind(block.length)}dose" if each == 1 else "dose"
            return text(_range(found[0] * each, found[1] * each, thing))
        if dose.every is not None and dose.every.equals(block.length):
            return text(_range(*found, "time"))
    return gap_html("number of doses not stated")


def _kind(length: Amount) -> str:
    """`weekly ` for one week; nothing for other lengths."""
    return _EACH.get(length.unit.code, "") if length.low == length.high == 1 else ""


def _range(low: int, high: int, thing: str) -> str:
    return with_commas(counted(high, thing) if low == high else f"{low} to {counted(high, thing)}")
