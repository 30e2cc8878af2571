"""The day grid of a block as an HTML table: days across, drugs down, and every value a link to its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dosetrace.course import dose_of
from dosetrace.grid import NO_DAY, NOTHING, second_choices
from dosetrace.model import Give, Phase, Regimen
from dosetrace.sheet.orders import ONCE, often
from dosetrace.site.html import Content, Html, joined, scrolled, tag
from dosetrace.site.marks import OR, figures, gap_html, heard, sign, with_commas
from dosetrace.site.names import Anchors, drug_html, short_name
from dosetrace.site.says import Says
from dosetrace.terminology import tall_man
from dosetrace.timeline import Block, Dose, Quote
from dosetrace.units import Amount
from dosetrace.wording import amount_text, every_text, numbered, stretch_text, times_text

LAST_DAY = "the last day"
"""How a folded column ends in a cycle of 21 to 28 days: the source does not say which day is the last."""


@dataclass(frozen=True)
class Of:
    """A block with the protocol it comes from, and the lists of the page it stands on."""

    block: Block
    regimen: Regimen
    anchors: Anchors
    says: Says

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases whose doses the block has: those of its name, where it has one."""
        here = set(self.block.doses)
        found = tuple(phase for phase in self.regimen.phases if here & {dose_of(give) for give in phase.gives})
        return tuple(phase for phase in found if phase.id in ("", self.block.id)) or found

    def give(self, dose: Dose) -> Give:
        """What the protocol says where the block has this dose."""
        return next(give for phase in self.regimen.phases for give in phase.gives if dose_of(give) == dose)


def value_link(
    inside: Content, href: str, id_: str | None = None, kind: str = "", amount: Amount | None = None
) -> Html:
    """A value that leads to its sentence; `amount` is what scripts may reckon with."""
    return tag("a", inside, class_=f"dt-value {kind}".strip(), id=id_, href=href, **figures(amount) if amount else {})


def grid_html(of: Of) -> Html:
    """The table of one cycle (or period) of a block."""
    columns = tuple(_columns(of.block))
    rows = _rows(of.block)
    head = tag("tr", tag("th", "Drug", scope="col"), *(column.head for column in columns))
    body = [_row(of, doses, columns) for doses in rows]
    by_day = " by day" if any(column.day or column.folded for column in columns) else ""
    title = f"Dose, times and route{by_day}, {caption(of.block)}"
    return joined([scrolled(title, "dt-grid", tag("thead", head), tag("tbody", *body)), _note(rows, columns)])


def caption(block: Block) -> str:
    """Which cycles, or which time, a table is about."""
    return numbered("cycle", block.cycles) if block.cycles else inside(block.title)


def inside(title: str) -> str:
    """A title as it stands inside a sentence: `In CR` as `in CR`, but `MXN/Ara-C` as it is."""
    return title[0].lower() + title[1:] if title[1:2].islower() else title


def _note(rows: list[list[Dose]], columns: tuple[_Column, ...]) -> Html | None:
    """What the marks in the cells mean, where they can be taken for something else."""
    dated = any(column.day for column in columns)
    lines = [
        "– in a hatched column: nothing is stated for these days." if any(column.folded for column in columns) else "",
        "? the day of this dose is not stated." if dated and any(map(_undated, rows)) else "",
    ]
    words = " ".join(line for line in lines if line)
    return tag("p", words, class_="dt-note") if words else None


def _undated(doses: list[Dose]) -> bool:
    return all(dose.days is None for dose in doses)


@dataclass(frozen=True, slots=True)
class _Column:
    """A day (None: no day is stated, or each time), or days with nothing, which are folded into one column."""

    day: int | None
    head: Html
    folded: str = ""


def _columns(block: Block) -> Iterator[_Column]:
    days = sorted({day for dose in block.doses for day in dose.days or ()})
    for before, day in zip([0, *days], days, strict=False):
        if day > before + 1:
            yield _folded(before + 1, str(day - 1) if day > before + 2 else "")
        yield _Column(day, tag("th", f"Day {day}", scope="col", class_="dt-day"))
    if days and block.length is not None and block.length.unit.code == "d" and days[-1] < block.length.high:
        last = LAST_DAY if block.length.is_range else block.length.text.removesuffix(" days")
        yield _folded(days[-1] + 1, last if last != str(days[-1] + 1) else "")
    if any(dose.days is None for dose in block.doses):
        yield _Column(None, tag("th", "Each time" if block.bounds else NO_DAY.capitalize(), scope="col"))


def _folded(first: int, last: str) -> _Column:
    words = f"{first} to {last}" if last else f"{first}"
    days = "Days" if last else "Day"
    shown = words if last == LAST_DAY else tag("span", words, class_="dt-whole")
    return _Column(None, tag("th", f"{days} ", shown, scope="col", class_="dt-none"), f"{days.lower()} {words}")


def _rows(block: Block) -> list[list[Dose]]:
    groups: dict[tuple[str, str | None, str | None], list[Dose]] = {}
    for dose in block.doses:
        groups.setdefault((dose.drug, dose.route, dose.when), []).append(dose)
    return list(groups.values())


def _row(of: Of, doses: list[Dose], columns: tuple[_Column, ...]) -> Html:
    cells = [_cell(of, doses, column) for column in columns]
    other = "dt-instead" if doses[0] in second_choices(of.block) else None
    return tag("tr", tag("th", *_head(of, doses[0]), scope="row"), *cells, class_=other)


def _head(of: Of, dose: Dose) -> Iterator[Content]:
    if dose in second_choices(of.block):
        yield OR
    yield drug_html(dose.drug)
    condition = of.give(dose).when
    if condition is not None:
        href = of.says.link(
            of.regimen, f"{short_name(dose.drug)}-when", joined([drug_html(dose.drug), f": {condition.text}"]),
            condition.quotes, [condition.derived],
        )  # fmt: skip
        yield tag("span", "only: ", value_link(condition.text, href), class_="dt-when")


def _cell(of: Of, doses: list[Dose], column: _Column) -> Html:
    if (column.folded or column.day) and _undated(doses):
        return tag("td", sign("?", "day not stated"), class_="dt-none dt-open" if column.folded else "dt-open")
    if column.folded:
        return tag("td", sign(NOTHING, f"nothing on {column.folded}"), class_="dt-none")
    given = [dose for dose in doses if (column.day in dose.days if dose.days else column.day is None)]
    if not given:
        return tag("td", heard("nothing"), class_="dt-empty")
    return tag("td", *(_given(of, dose, column.day) for dose in given), class_="dt-given", data_day=column.day)


def _given(of: Of, dose: Dose, day: int | None) -> Html:
    anchor = of.anchors.of(of.block, *([f"d{day}"] if day else []), short_name(dose.drug))
    parts = [_amount(of, dose, anchor), *_often(dose), *_route(of, dose, anchor)]
    return tag("div", *parts, class_="dt-dose")


def _amount(of: Of, dose: Dose, anchor: str) -> Html:
    give = of.give(dose)
    href = of.says.link(
        of.regimen,
        short_name(dose.drug),
        reading(dose),
        give.quotes,
        [f"{name}: {text}" for name, text in give.derived],
    )
    if dose.amount is None:
        return value_link("dose not stated", href, anchor, "dt-gap")
    return value_link(unbroken(amount_text(dose)), href, anchor, "dt-amount", dose.amount)


def unbroken(words: str) -> Html:
    """An amount whose figure and unit no line end parts; `per day` may stand on the next line."""
    amount, day, _ = with_commas(words).partition(" per day")
    return joined([tag("span", part, class_="dt-whole") for part in (amount, day.strip()) if part], " ")


def reading(dose: Dose) -> Html:
    """A dose as we read its sentence: drug, amount, times, days."""
    days = f"on {numbered('day', dose.days)}" if dose.days else ""
    words = [_times(dose), stretch_text(dose), days]
    rest = joined([f", {part}" for part in words if part])
    amount = unbroken(amount_text(dose)) if dose.amount else gap_html("dose not stated")
    return joined([drug_html(dose.drug), " ", amount, rest])


AS_READ = "once, as we read it"
"""How often, where the source names days and nothing else."""


def is_read_as_once(dose: Dose) -> bool:
    """Whether one administration a day is our reading."""
    return not times_text(dose) and often(dose) == ONCE


UNDIVIDED = "division not stated"


def is_undivided(dose: Dose) -> bool:
    """Whether it is not said how the amount of a day is given over the day."""
    told = dose.times_per_day or dose.every_hours or dose.continuous
    return dose.per == "day" and dose.amount is not None and not told


def _times(dose: Dose) -> str:
    return AS_READ if is_read_as_once(dose) else times_text(dose) or often(dose) or ""


def _often(dose: Dose) -> Iterator[Html]:
    words = ", ".join(part for part in (_times(dose), stretch_text(dose)) if part)
    if words:
        yield tag("span", words, class_="dt-times")
    if is_undivided(dose):
        yield gap_html(UNDIVIDED)
    elif not words and dose.amount is not None:
        yield gap_html("how often not stated")


def _route(of: Of, dose: Dose, anchor: str) -> Iterator[Html]:
    route = of.give(dose).route
    if route is None:
        yield gap_html("route not stated")
        return
    href = of.says.link(
        of.regimen, f"{short_name(dose.drug)}-route", joined([drug_html(dose.drug), f": route {route.value}"]),
        route.quotes, [route.derived],
    )  # fmt: skip
    yield value_link(route.value, href, f"{anchor}-route", "dt-route")


def heads(of: Of) -> Iterator[Html]:
    """What holds for the whole block: its cycles, their length, the time it goes on, its condition."""
    several = len(of.phases) > 1
    for phase in of.phases:
        yield from _of_phase(of, phase, _whose(of, phase) if several else "")
    if of.block.length is None:
        yield tag("li", gap_html("cycle length not stated in the source"))
    if of.block.cycles is None and of.block.bounds is None:
        yield tag("li", gap_html("number of cycles not stated in the source"))


def _whose(of: Of, phase: Phase) -> str:
    drugs = dict.fromkeys(tall_man(give.drug) for give in phase.gives if dose_of(give) in of.block.doses)
    return f"{', '.join(drugs)}: "


def _of_phase(of: Of, phase: Phase, whose: str) -> Iterator[Html]:
    if phase.when is not None:
        yield _fact(of, "when", f"{whose}if {phase.when.text}", phase.when.quotes, phase.when.derived, "dt-condition")
    if phase.cycles is not None:
        most = " at most" if phase.cycles.at_most else ""
        words = f"{whose}{numbered('cycle', phase.cycles.numbers)}{most}"
        yield _fact(of, "cycles", words, phase.cycles.quoted.quotes, phase.cycles.quoted.derived)
    if phase.bounds is not None:
        yield _fact(of, "bounds", f"{whose}for {phase.bounds.value.text}", phase.bounds.quotes, phase.bounds.derived)
    if phase.length is not None:
        words = every_text(phase.length.value) if phase.bounds else f"cycle of {phase.length.value.text}"
        yield _fact(of, "length", f"{whose}{words}", phase.length.quotes, phase.length.derived)


def _fact(of: Of, name: str, words: str, quotes: Iterable[Quote], derived: str | None, kind: str | None = None) -> Html:
    href = of.says.link(of.regimen, name, words, quotes, [derived])
    return tag("li", value_link(words, href), class_=kind)
