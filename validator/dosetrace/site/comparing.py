"""The compare pages: two protocols side by side, and every protocol that gives a drug beside the others.

A stretch is the cycles in which the cells would say the same: they share one table, or one row. A block with a
condition makes no stretch of its own; its doses stand in the cell of its cycles with the condition above them, since
what stands beside them would read as "not given". Where a protocol goes on for a time and numbers no cycles, there is
one table for the whole course, and a cell says for which cycles or which time its doses are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dosetrace.grid import cycles_title, length_title, period, second_choices
from dosetrace.sheet.compare import compared
from dosetrace.sheet.content import NOT_FOR_PRESCRIBING
from dosetrace.sheet.differences import Comparison, Difference, Kind, Said
from dosetrace.sheet.orders import Sum, often
from dosetrace.sheet.report import message
from dosetrace.sheet.side import Side, side_of
from dosetrace.site.html import Html, joined, scrolled, tag
from dosetrace.site.names import Anchors, drug_html, slug
from dosetrace.terminology import tall_man
from dosetrace.timeline import Block, Dose
from dosetrace.totals import Total, course_totals, cycle_totals
from dosetrace.units import UnitError, parse_amount
from dosetrace.wording import amount_text, counted, dose_text, numbered

if TYPE_CHECKING:
    from dosetrace.targets import Target

PAIRS: tuple[tuple[str, str, str], ...] = (
    ("ino-vate-inotuzumab", "ino-mrd", "alone, and at a low dose for measurable residual disease"),
    ("mini-hcvd-ino", "mini-hcvd-ino-fractionated", "before and after the amendment"),
    ("ino-vate-inotuzumab", "mini-hcvd-ino", "alone, and with mini-HCVD before the amendment"),
    ("ino-vate-inotuzumab", "mini-hcvd-ino-fractionated", "alone, and with mini-HCVD after the amendment"),
    ("ino-mrd", "mini-hcvd-ino-fractionated", "at a low dose alone, and with mini-HCVD after the amendment"),
    ("pomp", "pomp-blinatumomab", "before and after the amendment"),
    ("ino-vate-flag", "ino-vate-mxn-ara-c", "two of the three standard-of-care regimens of INO-VATE"),
    ("ino-vate-flag", "ino-vate-hidac", "two of the three standard-of-care regimens of INO-VATE"),
)
"""Ids of the protocols that have a page together, and what they are to each other."""

OVERVIEWS_ARE = (
    "One column is one protocol, one row the cycles in which no cell changes. A dose is given on every day that stands "
    "with it. Cycle 1 of one protocol need not be the same point of treatment as cycle 1 of another."
)
TABLES_ARE = (
    "A dose is given on every day that stands with it. Where the two differ, the row says so and the lines that differ "
    'are marked. "Not given" means that the protocol, as read from its source, does not have the drug in these cycles; '
    '"not stated" means that the source does not say it.'
)

Cell = tuple["_Line", ...]
Row = tuple[Html, tuple[Cell, ...]]
"""Its head, and a cell for each protocol."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a cell: its CSS class, the amount in it, the condition it stands under, and where it leads."""

    text: str
    kind: str
    amount: str = ""
    under: str = ""
    href: str = field(default="", compare=False)


@dataclass(frozen=True)
class _Protocol:
    """A single protocol as one column."""

    target: Target

    @property
    def id(self) -> str:
        return self.target.name

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.target.schedule.blocks

    @cached_property
    def links(self) -> Mapping[Block, str]:
        """Where each block stands on the protocol's page."""
        anchors = Anchors(several=False)
        return {block: f"../protocols/{self.id}.html#{anchors.of(block)}" for block in self.blocks}

    @cached_property
    def drugs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(dose.drug for block in self.blocks for dose in block.doses))

    @cached_property
    def dosed(self) -> frozenset[str]:
        """The drugs of which it states a dose."""
        return frozenset(dose.drug for block in self.blocks for dose in block.doses if dose.amount)

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


def compare_pages(targets: Mapping[str, Target]) -> dict[str, str]:
    """Path below docs/pages to Markdown: the overview of every drug that several protocols give, and a page for each
    pair."""
    single = {name: _Protocol(target) for name, target in targets.items() if not _is_composed(target)}
    pairs = [_Pair(single[a], single[b], what) for a, b, what in PAIRS if a in single and b in single]
    pairs = [pair for pair in pairs if pair.shared]
    return {"compare/index.md": _index(single, pairs), **{f"compare/{pair.name}.md": _page(pair) for pair in pairs}}


def _is_composed(target: Target) -> bool:
    return any(regimen.course for regimen in target.regimens[:1])


@dataclass(frozen=True)
class _Pair:
    """Two protocols of one page, and what they are to each other."""

    left: _Protocol
    right: _Protocol
    what: str

    @property
    def both(self) -> tuple[_Protocol, _Protocol]:
        return self.left, self.right

    @property
    def name(self) -> str:
        return f"{self.left.id}-{self.right.id}"

    @property
    def title(self) -> str:
        return f"{self.left.target.title} compared with {self.right.target.title}"

    @property
    def shared(self) -> tuple[str, ...]:
        """The drugs of which both state a dose."""
        return tuple(drug for drug in self.left.drugs if drug in self.left.dosed & self.right.dosed)

    @property
    def drugs(self) -> tuple[str, ...]:
        """Every drug, those of both sides first."""
        left, right = self.left.drugs, self.right.drugs
        return tuple(dict.fromkeys((*(drug for drug in left if drug in right), *left, *right)))

    @cached_property
    def comparison(self) -> Comparison:
        return compared(_side(self.left), _side(self.right))


def _side(protocol: _Protocol) -> Side:
    return side_of(protocol.id, protocol.target.identity, protocol.target.schedule)


# What a cell says


def _cell(
    protocol: _Protocol, drug: str, blocks: Iterable[Block], *, brief: bool = False, placed: bool = False
) -> Cell:
    """What a protocol gives of a drug in some blocks: `brief` without route and other gaps, `placed` with the cycles or
    the time of each block."""
    lines = [line for block in blocks for line in _of_block(protocol, block, drug, brief=brief, placed=placed)]
    return (*lines, *(() if brief or not lines else _of_drug(protocol, drug)))


def _in_cycle(protocol: _Protocol, drug: str, number: int, *, brief: bool = False) -> Cell:
    return _cell(protocol, drug, protocol.in_cycle(number), brief=brief) or _not_given(protocol, number)


def _not_given(protocol: _Protocol, number: int = 0) -> Cell:
    """Nothing of a drug, and whether the protocol has such a cycle at all."""
    if number <= protocol.last:
        return (_Line("not given", "dt-none"),)
    end = " at the latest" if protocol.limited else ""
    return (_Line(f"not given: it ends with cycle {protocol.last}{end}", "dt-none"),)


def _of_block(protocol: _Protocol, block: Block, drug: str, *, brief: bool, placed: bool) -> Iterator[_Line]:
    groups: dict[str | None, list[Dose]] = {}
    for dose in block.doses:
        if dose.drug == drug:
            groups.setdefault(dose.when, []).append(dose)
    place = f"{cycles_title(block)}, {length_title(block)}" if placed else ""
    for when, doses in groups.items():
        under = "; ".join(_conditions(block, when, second=doses[0] in second_choices(block)))
        yield from (_Line(text, "dt-when", under=under) for text in (place, under) if text)
        yield from (_dose(protocol, block, dose, under, brief=brief) for dose in doses)
        if any(dose.amount for dose in doses):
            yield from (_per_cycle(block, total, under) for total in cycle_totals(block) if _of(total, drug, when))


def _conditions(block: Block, when: str | None, *, second: bool) -> Iterator[str]:
    if block.when:
        yield f"if {block.when}"
    if second:
        yield f"or, {when}" if when else "or"
    elif when:
        yield f"only: {when}"


def _of(total: Total, drug: str, when: str | None) -> bool:
    return (total.drug, total.when) == (drug, when)


def _dose(protocol: _Protocol, block: Block, dose: Dose, under: str, *, brief: bool) -> _Line:
    words = dose_text(dose)
    if dose.amount is None:
        words = words.replace(f"{amount_text(dose)} ", f"{amount_text(dose)}, ")
    if dose.days and not brief and words == amount_text(dose) and often(dose):
        words = f"{words} {often(dose)}{' on each of' if len(dose.days) > 1 else ' on'} {numbered('day', dose.days)}"
    elif dose.days:
        words = f"{words} on {numbered('day', dose.days)}"
    elif not _is_daily(block):
        words = f"{words}, day not stated"
    amount = dose.amount.text if dose.amount else ""
    return _Line(words, "dt-level" if amount else "dt-gap", amount, under, protocol.links[block])


def _is_daily(block: Block) -> bool:
    return block.length is not None and str(block.length) == "1 d"


def _per_cycle(block: Block, total: Total, under: str) -> _Line:
    return _sum(f"per {period(block)}: ", total, under)


def _sum(before: str, total: Total, under: str = "") -> _Line:
    amount = total.amount.text if total.amount else ""
    whole = Sum(total.amount, total.complete, total.at_most).text
    return _Line(f"{before}{whole}", "dt-sum" if amount else "dt-gap", amount, under)


def _of_drug(protocol: _Protocol, drug: str) -> Iterator[_Line]:
    """The route, and whatever else the source does not state of the drug."""
    yield _route(protocol, drug)
    yield from (_Line(f"not stated: {fact}", "dt-gap") for fact in _open(protocol, drug))


_IN_CELLS = ("dose", "day of cycle", "route", "cycle length")
"""Gaps that have a place of their own in a table."""


def _open(protocol: _Protocol, *about: str | None) -> list[str]:
    """What else is not stated about some drugs, or (None) about the protocol as a whole."""
    gaps = protocol.target.schedule.gaps
    return [gap.fact for gap in gaps if gap.about in about and gap.fact not in _IN_CELLS]


def _route(protocol: _Protocol, drug: str) -> _Line:
    doses = [dose for block in protocol.blocks for dose in block.doses if dose.drug == drug]
    routes = list(dict.fromkeys(dose.route or "not stated" for dose in doses))
    if routes == ["not stated"]:
        return _Line("route not stated", "dt-gap")
    return _Line(routes[0] if len(routes) == 1 else f"by the dose: {', '.join(routes)}", "dt-route")


def _length(blocks: Iterable[Block]) -> Cell:
    lengths = dict.fromkeys(length_title(block).removesuffix(" each") if block.length else "" for block in blocks)
    lines = (_Line(text, "dt-length") if text else _Line("not stated", "dt-gap") for text in lengths)
    return tuple(lines) or (_Line("no such cycle", "dt-none"),)


def _cycles(protocol: _Protocol, blocks: Iterable[Block]) -> Cell:
    """How many cycles a protocol has, or for what time some of its blocks go on."""
    if not protocol.last:
        times = " and ".join(dict.fromkeys(map(cycles_title, blocks)))
        return (_Line(f"not in numbered cycles: {times}", "dt-length"),)
    return (_Line(f"{counted(protocol.last, 'cycle')}{' at most' if protocol.limited else ''}", "dt-length"),)


# A page of two protocols


def _page(pair: _Pair) -> str:
    found = pair.comparison.differences
    stretches = _stretches(pair)
    return _markdown(
        _front(pair.title),
        tag("p", *_counts(pair), class_="dt-count"),
        "## Side by side {#side-by-side}",
        tag("p", TABLES_ARE),
        *(part for title, rows in stretches for part in _stretch(pair, title, rows)),
        "### Whole course {#whole-course}",
        _compare_table(pair, "Whole course", _whole_course(pair)),
        "## Every difference in words {#differences}",
        tag("p", _WORDS_ARE.format(left=pair.left.id, right=pair.right.id)),
        tag("ul", *(_difference(pair.comparison, one) for one in found), class_="dt-differences"),
    )


_WORDS_ARE = (
    'What "dosetrace compare {left} {right}" finds. "Added" is what only {left} has, "missing" what only {right} has. '
    "Where the two name other days or conditions, a dose of one is held against a dose of the other in turn; the "
    "tables above show them whole."
)


def _front(title: str) -> str:
    quoted = title.replace('"', '\\"')
    return (
        f'---\ntitle: "{quoted}"\n---\n\n# {title}\n\n{tag("p", NOT_FOR_PRESCRIBING, class_="dt-not-for-prescribing")}'
    )


def _counts(pair: _Pair) -> Iterator[str]:
    yield from (tag("strong", _how_many(pair)), ": ", _by_kind(pair.comparison), ". ")
    yield from ("The protocols: ", joined(map(_protocol_link, pair.both), " and "), f" ({pair.what}).")


def _how_many(pair: _Pair) -> str:
    return counted(len(pair.comparison.differences), "difference")


def _by_kind(comparison: Comparison) -> str:
    return ", ".join(f"{comparison.count(kind)} {kind}" for kind in Kind if comparison.count(kind))


def _protocol_link(protocol: _Protocol) -> Html:
    return tag("a", protocol.target.title, href=f"../protocols/{protocol.id}.html")


Stretches = list[tuple[str, tuple[Row, ...]]]


def _stretches(pair: _Pair) -> Stretches:
    """Title and rows of each table."""
    if not all(protocol.numbers(drug) for protocol in pair.both for drug in protocol.drugs):
        return [("All cycles", tuple(_all_cycles(pair)))]
    same: dict[tuple[Row, ...], list[int]] = {}
    for number in range(1, max(pair.left.last, pair.right.last) + 1):
        same.setdefault(tuple(_cycle(pair, number)), []).append(number)
    return [(numbered("cycle", cycles).capitalize(), rows) for rows, cycles in same.items() if rows]


def _all_cycles(pair: _Pair) -> Iterator[Row]:
    for drug in pair.drugs:
        cells = [_cell(side, drug, side.giving(drug), placed=True) or _not_given(side) for side in pair.both]
        yield drug_html(drug), tuple(cells)


def _cycle(pair: _Pair, number: int) -> Iterator[Row]:
    blocks = [block for side in pair.both for block in side.in_cycle(number)]
    if blocks:
        yield Html("Cycle length"), tuple(_length(side.in_cycle(number)) for side in pair.both)
    for drug in pair.drugs:
        if any(dose.drug == drug for block in blocks for dose in block.doses):
            yield drug_html(drug), tuple(_in_cycle(side, drug, number) for side in pair.both)


def _stretch(pair: _Pair, title: str, rows: tuple[Row, ...]) -> Iterator[str]:
    yield f"### {title} {{#{slug(title)}}}"
    yield _compare_table(pair, title, rows)


def _whole_course(pair: _Pair) -> Iterator[Row]:
    yield Html("Number of cycles"), tuple(_cycles(side, side.blocks) for side in pair.both)
    for drug in pair.drugs:
        yield drug_html(drug), tuple(_course_sums(side, drug) for side in pair.both)
    if any(_open(side, None) for side in pair.both):
        yield Html("Also not stated"), tuple(_also_not_stated(side) for side in pair.both)


def _course_sums(protocol: _Protocol, drug: str) -> Cell:
    found = [total for total in course_totals(protocol.target.schedule) if total.drug == drug]
    lines = [_sum(f"{total.path}: " if total.path not in (None, "course") else "", total) for total in found]
    return tuple(lines) or _not_given(protocol)


def _compare_table(pair: _Pair, title: str, rows: Iterable[Row]) -> Html:
    caption = f"{title}: {pair.left.id} and {pair.right.id}"
    body = (_compared_row(head, *cells) for head, cells in rows)
    return _table(caption, "What", pair.both, [tag("tbody", *body)], "dt-compare")


def _compared_row(head: Html, left: Cell, right: Cell) -> Html:
    differs = left != right
    word = tag("span", "differs" if differs else "no difference", class_="dt-word")
    cells = (_td(left, right), _td(right, left))
    return tag("tr", tag("th", head, " ", word, scope="row"), *cells, class_="dt-row-differs" if differs else None)


def _td(cell: Cell, other: Cell) -> Html:
    """A cell with what the other one does not have marked: beside "not given" only the doses."""
    small = _BESIDE_NOTHING if any(line.kind == "dt-none" for line in other) else ()
    marked = [line for line in cell if line not in other and line.kind not in small]
    word = tag("span", "differs: ", class_="dt-far") if marked else None
    return tag("td", word, *(_line(line, differs=line in marked) for line in cell))


_BESIDE_NOTHING = ("dt-sum", "dt-route", "dt-gap")


def _line(line: _Line, *, differs: bool = False) -> Html:
    before, amount, after = line.text.partition(line.amount) if line.amount else (line.text, "", "")
    value = tag("span", amount, class_="dt-amount") if amount else None
    if value is not None and line.href:
        value = tag("a", amount, class_="dt-value dt-amount", href=line.href)
    words = joined([before, value, after])
    return tag("div", tag("mark", words, class_="dt-differs") if differs else words, class_=line.kind)


def _table(caption: str, first: str, protocols: Iterable[_Protocol], bodies: Iterable[Html], kind: str) -> Html:
    columns = (
        tag("th", _protocol_link(protocol), " ", tag("code", protocol.id), scope="col") for protocol in protocols
    )
    head = tag("thead", tag("tr", tag("th", first, scope="col"), *columns))
    return scrolled(caption, kind, head, *bodies)


def _difference(comparison: Comparison, one: Difference) -> Html:
    kind = tag("span", one.kind, class_=f"dt-kind dt-kind-{one.kind}")
    return tag("li", kind, " ", message(comparison, _spelt_out(comparison, one)))


def _spelt_out(comparison: Comparison, one: Difference) -> Difference:
    """A difference with its drug and doses as pages show them, `mg/m²` and no trailing zero, and without days that only
    the right side has: the quotes name those of each."""
    place = replace(one.place, drug=tall_man(one.place.drug))
    if one.kind not in (Kind.ADDED, Kind.MISSING) and not set(one.place.days) <= _days(comparison.left, one):
        place = replace(place, days=())
    return replace(one, place=place, left=_said(one, one.left), right=_said(one, one.right))


def _days(side: Side, one: Difference) -> set[int | None]:
    """The days on which a side has the drug of a difference in its cycles."""
    drug, cycles = one.place.drug, set(one.place.cycles)
    return {order.day for order in side.orders if order.drug == drug and cycles & set(order.cycles or ())}


def _said(one: Difference, said: Said) -> Said:
    if one.field == "drug":
        return replace(said, text=tall_man(said.text))
    if one.field not in ("dose", "order"):
        return said
    figures, per_day = said.text.removesuffix(" per day"), said.text.endswith(" per day")
    try:
        return replace(said, text=f"{parse_amount(figures).text}{' per day' if per_day else ''}")
    except UnitError:
        return said


# The overview


def _index(single: Mapping[str, _Protocol], pairs: list[_Pair]) -> str:
    return _markdown(
        _front("Compare protocols"),
        "## Two protocols side by side {#pairs}",
        tag("ul", *map(_pair_item, pairs), class_="dt-pairs") if pairs else "No two of these protocols are compared.",
        "## One drug in several protocols {#drugs}",
        tag("p", OVERVIEWS_ARE),
        *(part for drug in _overview_drugs(single, pairs) for part in _overview(drug, _columns(single, drug))),
    )


def _pair_item(pair: _Pair) -> Html:
    link = tag("a", pair.title, href=f"{pair.name}.html")
    drugs = joined(map(drug_html, pair.shared), ", ")
    return tag("li", link, f": {pair.what}. {_how_many(pair)}. Both state a dose of ", drugs, ".")


def _overview_drugs(single: Mapping[str, _Protocol], pairs: list[_Pair]) -> list[str]:
    """The drugs that several protocols give, first those that most pairs share."""
    drugs = dict.fromkeys(drug for protocol in single.values() for drug in protocol.drugs)
    several = [drug for drug in drugs if len(_columns(single, drug)) > 1]
    return sorted(several, key=lambda drug: (-sum(drug in pair.shared for pair in pairs), drug))


def _columns(single: Mapping[str, _Protocol], drug: str) -> list[_Protocol]:
    """The protocols that give a drug, in the order of PAIRS."""
    known = dict.fromkeys(name for a, b, _ in PAIRS for name in (a, b) if name in single)
    return [single[name] for name in dict.fromkeys((*known, *sorted(single))) if drug in single[name].drugs]


def _overview(drug: str, protocols: list[_Protocol]) -> Iterator[str]:
    name = tall_man(drug)
    yield f"### {name} in these protocols {{#{slug(drug)}}}"
    facts = tag("tbody", *(_plain_row(row) for row in _facts(drug, protocols)), class_="dt-overview-facts")
    body = tag("tbody", *_overview_rows(drug, protocols))
    yield _table(f"{name} in these protocols: dose and days", "Cycles", protocols, [body, facts], "dt-overview")


def _overview_rows(drug: str, protocols: list[_Protocol]) -> Iterator[Html]:
    """A row for each stretch; a protocol without numbered cycles has one cell beside all of them."""
    stretches = _overview_stretches(drug, protocols) or [("All cycles", {})]
    for turn, (title, cells) in enumerate(stretches):
        found = [(protocol, cells.get(protocol.id)) for protocol in protocols if turn == 0 or protocol.id in cells]
        whole = (
            _spanning(protocol, drug, len(stretches)) if cell is None else _plain(cell) for protocol, cell in found
        )
        yield tag("tr", tag("th", title, scope="row"), *whole)


def _overview_stretches(drug: str, protocols: list[_Protocol]) -> list[tuple[str, dict[str, Cell]]]:
    """Title of each stretch, and the cell of every protocol that numbers its cycles."""
    by_cycle = [protocol for protocol in protocols if protocol.numbers(drug)]
    same: dict[tuple[tuple[str, Cell], ...], list[int]] = {}
    for number in range(1, max((protocol.last for protocol in by_cycle), default=0) + 1):
        if any(_cell(protocol, drug, protocol.in_cycle(number)) for protocol in by_cycle):
            cells = tuple((protocol.id, _in_cycle(protocol, drug, number, brief=True)) for protocol in by_cycle)
            same.setdefault(cells, []).append(number)
    return [(numbered("cycle", cycles).capitalize(), dict(cells)) for cells, cycles in same.items()]


def _spanning(protocol: _Protocol, drug: str, rows: int) -> Html:
    whole = _cell(protocol, drug, protocol.giving(drug), brief=True, placed=True)
    return tag("td", *map(_line, whole), rowspan=rows if rows > 1 else None)


def _facts(drug: str, protocols: list[_Protocol]) -> Iterator[Row]:
    """What holds for every cycle, and what the sources do not state."""
    yield Html("Number of cycles"), tuple(_cycles(protocol, protocol.giving(drug)) for protocol in protocols)
    yield Html("Cycle length"), tuple(_length(protocol.giving(drug)) for protocol in protocols)
    yield Html("Route"), tuple((_route(protocol, drug),) for protocol in protocols)
    yield Html("Also not stated"), tuple(_also_not_stated(protocol, drug) for protocol in protocols)


def _also_not_stated(protocol: _Protocol, *drugs: str) -> Cell:
    """The gaps of some drugs and of the protocol as a whole that no other row has."""
    return tuple(_Line(fact, "dt-gap") for fact in _open(protocol, *drugs, None)) or (
        _Line("nothing else listed", "dt-length"),
    )


def _plain_row(row: Row) -> Html:
    head, cells = row
    return tag("tr", tag("th", head, scope="row"), *map(_plain, cells))


def _plain(cell: Cell) -> Html:
    return tag("td", *map(_line, cell))


def _markdown(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"
