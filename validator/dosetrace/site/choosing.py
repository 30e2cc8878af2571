"""The options of a choice, side by side, each with its doses in short."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from dosetrace.grid import cycles_title, length_title, second_choices
from dosetrace.site.grids import reading
from dosetrace.site.html import Html, joined, tag
from dosetrace.site.markdown import section
from dosetrace.site.marks import OR, gap_html
from dosetrace.site.months import lacking
from dosetrace.site.page import Page
from dosetrace.timeline import Block, Dose


def options(page: Page, headings: dict[Block, str]) -> Iterator[str]:
    """The options of a choice side by side: exactly one of them is given."""
    yield section("Exactly one of these", "options")
    cards = [
        _card(page, option or "", list(blocks), headings)
        for option, blocks in groupby(page.schedule.blocks, key=lambda block: block.option)
    ]
    yield tag("div", *cards, class_="dt-options")


def _card(page: Page, option: str, blocks: list[Block], headings: dict[Block, str]) -> Html:
    parts = {protocol or "": list(own) for protocol, own in groupby(blocks, key=lambda block: block.protocol)}
    links = {name: tag("a", page.titles.get(name, option), href=f"{name}.html") for name in parts}
    named = [page.titles.get(name) for name in parts]
    inside = [] if option in named else [tag("p", tag("strong", option))]
    for name, found in parts.items():
        inside += [tag("p", links[name]), tag("ul", *(_brief(block, headings[block]) for block in found))]
    return tag("div", *inside, class_="dt-card")


def _brief(block: Block, anchor: str) -> Html:
    when = f"if {block.when}: " if block.when else ""
    title = tag("a", f"{when}{cycles_title(block)}, {length_title(block)}", href=f"#{anchor}")
    return tag("li", title, tag("ul", *(_brief_dose(block, dose) for dose in block.doses)))


def _brief_dose(block: Block, dose: Dose) -> Html:
    """A dose in a line: `or` before what is given instead of the line above, and last what is not stated of it."""
    gaps = list(map(gap_html, lacking(block, dose)))
    return tag(
        "li",
        OR if dose in second_choices(block) else None,
        reading(dose),
        f", {dose.route}" if dose.route else None,
        tag("span", f"only: {dose.when}", class_="dt-when") if dose.when else None,
        tag("div", joined(gaps, " "), class_="dt-lacks") if gaps else None,
    )
