"""The compare pages: every protocol that gives a drug beside the others, and a page for each of PAIRS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dosetrace.sheet.compare import compared
from dosetrace.sheet.differences import Comparison, Difference, Kind
from dosetrace.sheet.report import message
from dosetrace.sheet.side import Side, side_of
from dosetrace.site import markdown
from dosetrace.site.cells import Column
from dosetrace.site.html import Html, joined, tag
from dosetrace.site.markdown import NOT_FOR_PRESCRIBING_HTML, section
from dosetrace.site.names import drug_html
from dosetrace.site.overview import OVERVIEWS_ARE, overview
from dosetrace.site.sidebyside import TABLES_ARE, Two, side_by_side
from dosetrace.terminology import tall_man
from dosetrace.wording import counted

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

WORDS_ARE = (
    'What "dosetrace compare {left} {right}" finds. "Added" is what only {left} has, "missing" what only {right} has. '
    "Where the two give a drug on other days or under other conditions, a dose of one is held against a dose of the "
    "other in turn, with the day and the condition of each; the tables above show them whole."
)


@dataclass(frozen=True)
class _Pair(Two):
    """The two protocols of a page, and what they are to each other."""

    what: str

    @property
    def name(self) -> str:
        return f"{self.left.id}-{self.right.id}"

    @property
    def title(self) -> str:
        return f"{self.left.target.title} compared with {self.right.target.title}"

    @property
    def shared(self) -> tuple[str, ...]:
        """The drugs of which both state a dose."""
        dosed = [{dose.drug for block in side.blocks for dose in block.doses if dose.amount} for side in self.both]
        return tuple(drug for drug in self.left.drugs if drug in dosed[0] & dosed[1])

    @cached_property
    def comparison(self) -> Comparison:
        return compared(_side(self.left), _side(self.right))


def _side(column: Column) -> Side:
    return side_of(column.id, column.target.identity, column.target.schedule)


def compare_pages(targets: Mapping[str, Target]) -> dict[str, str]:
    """Path below docs/pages to Markdown: the overview of every drug that several protocols give, and a page for each
    pair."""
    single = {name: Column(target) for name, target in targets.items() if not target.regimens[0].parts}
    pairs = [_Pair(single[a], single[b], what) for a, b, what in PAIRS if a in single and b in single]
    pairs = [pair for pair in pairs if pair.shared]
    return {"compare/index.md": _index(single, pairs), **{f"compare/{pair.name}.md": _page(pair) for pair in pairs}}


def _index(single: Mapping[str, Column], pairs: Sequence[_Pair]) -> str:
    return _with_title(
        "Compare protocols",
        section("Two protocols side by side", "pairs"),
        tag("ul", *map(_pair_item, pairs), class_="dt-pairs") if pairs else "No two of these protocols are compared.",
        section("One drug in several protocols", "drugs"),
        tag("p", OVERVIEWS_ARE),
        *(part for drug, columns in _given_by_several(single, pairs) for part in overview(drug, columns)),
    )


def _pair_item(pair: _Pair) -> Html:
    link = tag("a", pair.title, href=f"{pair.name}.html")
    drugs = joined(map(drug_html, pair.shared), ", ")
    return tag("li", link, f": {pair.what}. {_how_many(pair)}. Both state a dose of ", drugs, ".")


def _given_by_several(single: Mapping[str, Column], pairs: Sequence[_Pair]) -> list[tuple[str, list[Column]]]:
    """The drugs that several protocols give, first those that most pairs share; the protocols in the order of PAIRS."""
    known = [name for a, b, _ in PAIRS for name in (a, b) if name in single]
    columns = [single[name] for name in dict.fromkeys((*known, *sorted(single)))]
    drugs = sorted({drug for column in columns for drug in column.drugs})
    drugs.sort(key=lambda drug: -sum(drug in pair.shared for pair in pairs))
    giving = [(drug, [column for column in columns if drug in column.drugs]) for drug in drugs]
    return [(drug, found) for drug, found in giving if len(found) > 1]


def _page(pair: _Pair) -> str:
    found = pair.comparison.differences
    return _with_title(
        pair.title,
        tag("p", *_counts(pair), class_="dt-count"),
        section("Side by side", "side-by-side"),
        tag("p", TABLES_ARE),
        *side_by_side(pair),
        section("Every difference in words", "differences", searched=False),
        tag("p", WORDS_ARE.format(left=pair.left.id, right=pair.right.id)),
        tag("ul", *(_difference(pair.comparison, one) for one in found), class_="dt-differences"),
    )


def _counts(pair: _Pair) -> Iterator[str]:
    comparison = pair.comparison
    kinds = ", ".join(f"{comparison.count(kind)} {kind}" for kind in Kind if comparison.count(kind))
    yield from (tag("strong", _how_many(pair)), ": ", kinds, ". ")
    yield from ("The protocols: ", joined((side.link for side in pair.both), " and "), f" ({pair.what}).")


def _how_many(pair: _Pair) -> str:
    return counted(len(pair.comparison.differences), "difference")


def _difference(comparison: Comparison, one: Difference) -> Html:
    kind = tag("span", one.kind, class_=f"dt-kind dt-kind-{one.kind}")
    drug = replace(one.place, drug=tall_man(one.place.drug))
    return tag("li", kind, " ", message(comparison, replace(one, place=drug)))


def _with_title(title: str, *parts: str) -> str:
    return markdown.page(f"# {title}", NOT_FOR_PRESCRIBING_HTML, *parts, title=title)
