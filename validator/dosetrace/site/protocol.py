"""The page of one protocol: what is given when, what the source does not say, and the sentence behind every value."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from dosetrace.grid import cycles_title, length_title
from dosetrace.site import markdown
from dosetrace.site.besides import decisions, gaps, notes, other_sentences, remarks
from dosetrace.site.choosing import options
from dosetrace.site.evidence import Sources
from dosetrace.site.grids import grid_html, heads, inside
from dosetrace.site.html import Html, tag
from dosetrace.site.markdown import section
from dosetrace.site.months import months
from dosetrace.site.names import Anchors, also_called
from dosetrace.site.page import Page
from dosetrace.site.printing import printed
from dosetrace.site.proof import Proven, proof_html
from dosetrace.site.says import Says
from dosetrace.site.strip import strip
from dosetrace.site.sums import block_totals, course_table
from dosetrace.site.top import top
from dosetrace.targets import Target
from dosetrace.timeline import Block


def protocol_page(target: Target, sources: Sources, proof: Proven, downloads: Html) -> str:
    """The page as Markdown."""
    several = len({block.protocol for block in target.schedule.blocks}) > 1
    anchors = Anchors(several)
    page = Page(target, anchors, Says(sources, anchors))
    lines = [*top(page), *_course(page), *_totals(page), *gaps(page), *decisions(page), *_remarks(page)]
    tail = [section("Where each value comes from", "says"), page.says.listing(), *_others(page, sources)]
    parts = {name: title for name, title in page.titles.items() if name != page.regimen.id}
    checked = [section("What was checked", "proof"), *proof_html(proof, parts)]
    tags = (word for name in target.schedule.drugs for word in also_called(name))
    blocks = (*lines, *tail, *checked, *_downloads(target, downloads))
    return markdown.page(*blocks, title=target.title, hide=["navigation"], tags=tags)


def _downloads(target: Target, downloads: Html) -> Iterator[str]:
    yield section("Downloads", "downloads")
    yield downloads
    digest = tag("code", target.identity.sha256, class_="dt-hash")
    files = tag("code", f"cat {target.identity.hashed} | sha256sum")
    yield tag("p", "This page was made from the content ", digest, ", which ", files, " prints.")
    yield printed(target)


def _course(page: Page) -> Iterator[str]:
    schedule = page.schedule
    headings = {block: page.anchors.of(block) for block in schedule.blocks}
    yield section("The course", "course")
    yield strip(schedule, lambda block: headings[block], page.titles)
    yield from notes(schedule)
    by_month = months(schedule, page.titles)
    if by_month is not None:
        yield section("Month by month", "months")
        yield by_month
    if any(dose.amount and dose.amount.unit.basis == "body surface area" for b in schedule.blocks for dose in b.doses):
        yield tag("div", class_="dt-surface", id="body-surface")
    if any(block.choice for block in schedule.blocks):
        yield from options(page, headings)
    for option, blocks in groupby(schedule.blocks, key=lambda block: block.option):
        yield from _of_option(page, option, list(blocks), headings)


def _of_option(page: Page, option: str | None, blocks: list[Block], headings: dict[Block, str]) -> Iterator[str]:
    if option:
        yield section(option, page.anchors.named(f"option-{headings[blocks[0]]}"))
    level = 3 if option else 2
    for branches in _side_by_side(blocks):
        if len(branches) > 1:
            title, *others = (block.title for block in branches)
            yield section(", or ".join([title, *map(inside, others)]), f"{headings[branches[0]]}-or", level)
            parts = [_branch(page, block, headings[block], level + 1) for block in branches]
            yield tag("div", *parts, class_="dt-branches")
        else:
            yield section(_title(page, branches[0]), headings[branches[0]], level)
            yield from _block(page, branches[0])


def _side_by_side(blocks: list[Block]) -> Iterator[list[Block]]:
    """Blocks that follow a condition stand beside each other, every other one alone."""
    for (protocol, conditional), group in groupby(blocks, key=lambda block: (block.protocol, block.when is not None)):
        found = list(group)
        yield from [found] if conditional and protocol else ([block] for block in found)


def _branch(page: Page, block: Block, anchor: str, level: int) -> Html:
    return tag("div", tag(f"h{level}", _title(page, block), id=anchor), *_block(page, block))


def _block(page: Page, block: Block) -> Iterator[Html]:
    of = page.of(block)
    yield tag("div", tag("ul", *dict.fromkeys(heads(of)), class_="dt-heads"), grid_html(of), class_="dt-block")
    yield block_totals(of)


def _title(page: Page, block: Block) -> str:
    title = page.of(block).regimen.title if page.anchors.several else ""
    part = f"{title}: " if title and title not in (block.option or "") else ""
    words = ", ".join([cycles_title(block), length_title(block)])
    if block.bounds is not None and block.bounds.text in block.title:
        return f"{part}{block.title}"
    if block.title.lower().startswith("cycle"):
        return f"{part}{words[0].upper()}{words[1:]}" if not part else f"{part}{words}"
    return f"{part}{block.title}: {words}"


def _totals(page: Page) -> Iterator[str]:
    yield section("Totals over the whole course", "totals")
    yield course_table(page.schedule)


def _remarks(page: Page) -> Iterator[str]:
    found = remarks(page.target.regimens, page.says)
    if found is not None:
        yield section("What the source says besides", "besides")
        yield found


def _others(page: Page, sources: Sources) -> Iterator[str]:
    """The sentences that no value leads to."""
    found = other_sentences(page.target.regimens, page.says, sources)
    if found is not None:
        yield section("Other sentences that were used", "other-sentences", 3)
        yield tag("div", found, class_="dt-others")
