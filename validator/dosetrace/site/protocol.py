"""The page of one protocol: what is given when, what the source does not say, and the sentence behind every value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from dosetrace.grid import cycles_title, length_title
from dosetrace.model import Decision, Regimen
from dosetrace.sheet.content import NOT_FOR_PRESCRIBING
from dosetrace.site.evidence import Sources
from dosetrace.site.grids import Of, grid_html, heads, reading, value_link
from dosetrace.site.html import Content, Html, joined, row, table, tag
from dosetrace.site.months import months
from dosetrace.site.names import Anchors, also_called, drug_html
from dosetrace.site.proof import Proven, proof_html
from dosetrace.site.says import Says
from dosetrace.site.strip import strip
from dosetrace.site.sums import block_totals, course_table
from dosetrace.targets import Target
from dosetrace.terminology import tall_man
from dosetrace.timeline import Block, Gap, Schedule


@dataclass(frozen=True)
class _Page:
    """What the parts of a page share."""

    target: Target
    regimens: Mapping[str, Regimen]
    anchors: Anchors
    says: Says

    @property
    def regimen(self) -> Regimen:
        return self.target.regimens[0]

    @property
    def schedule(self) -> Schedule:
        return self.target.schedule

    def of(self, block: Block) -> Of:
        regimen = self.regimens[block.protocol] if block.protocol else self.regimen
        return Of(block, regimen, self.anchors, self.says)


def protocol_page(target: Target, sources: Sources, proof: Proven, downloads: Html) -> str:
    """The page as Markdown."""
    several = len({block.protocol for block in target.schedule.blocks}) > 1
    anchors = Anchors(several)
    page = _Page(target, {part.id: part for part in target.regimens}, anchors, Says(sources, anchors))
    lines = [*_top(page), *_course(page), *_totals(page), *_gaps(page), *_decisions(page)]
    tail = [_section("Where each value comes from", "says"), page.says.listing()]
    checked = [_section("What was checked", "proof"), *proof_html(proof)]
    return _markdown([*lines, *tail, *checked, *_downloads(target, downloads)])


def _downloads(target: Target, downloads: Html) -> Iterator[str]:
    yield _section("Downloads", "downloads")
    yield downloads
    digest = tag("code", target.identity.sha256, class_="dt-hash")
    files = tag("code", f"cat {target.identity.hashed} | sha256sum")
    yield tag("p", "This page was made from the content ", digest, ", which ", files, " prints.")
    yield from _running(target)


def _markdown(lines: Iterable[str]) -> str:
    return "\n\n".join(lines) + "\n"


def _section(title: str, anchor: str, level: int = 2) -> str:
    return f"{'#' * level} {title} {{#{anchor}}}"


def _top(page: _Page) -> Iterator[str]:
    regimen = page.regimen
    yield f"---\ntitle: {_quoted(regimen.title)}\nhide: [navigation]\n---"
    yield f"# {regimen.title}"
    yield tag("p", NOT_FOR_PRESCRIBING, class_="dt-not-for-prescribing")
    yield tag("dl", *_facts(page), class_="dt-facts")


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '\\"') + '"'


def _facts(page: _Page) -> Iterator[Html]:
    regimen = page.regimen
    for population in regimen.population:
        href = page.says.link(regimen, "population", f"{population.fact}: {population.text}", population.quotes)
        yield from _fact(population.fact, value_link(population.text, href))
    trial = tag("a", regimen.trial, href=f"https://clinicaltrials.gov/study/{regimen.trial}") if regimen.trial else None
    yield from _fact("trial", trial or tag("span", "not stated in the source", class_="dt-gap"))
    documents = [tag("a", name, href=f"../sources/{name}.html") for name in _documents(page)]
    yield from _fact("source", joined(documents, ", "))
    yield from _fact("drugs", joined([joined(_drugs(page), "; ")]))
    yield from _fact("status", f"draft, version {regimen.version} of {regimen.date}")


def _fact(name: str, words: Content) -> Iterator[Html]:
    yield tag("div", tag("dt", name[0].upper() + name[1:]), tag("dd", words))


def _documents(page: _Page) -> list[str]:
    return list(dict.fromkeys(extract.source for part in page.target.regimens for extract in part.extracts))


def _drugs(page: _Page) -> Iterator[Html]:
    for name in dict.fromkeys(dose.drug for block in page.schedule.blocks for dose in block.doses):
        others = [word for word in also_called(name) if word != tall_man(name)]
        yield joined([drug_html(name), f" ({', '.join(others)})" if others else None])


def _course(page: _Page) -> Iterator[str]:
    schedule = page.schedule
    headings = {block: page.anchors.of(block) for block in schedule.blocks}
    yield _section("The course", "course")
    titles = {part.id: part.title for part in page.target.regimens}
    yield strip(schedule, lambda block: headings[block], titles)
    by_month = months(schedule, titles)
    if by_month is not None:
        yield _section("Month by month", "months")
        yield by_month
    if any(dose.amount and dose.amount.unit.basis == "body surface area" for b in schedule.blocks for dose in b.doses):
        yield tag("div", class_="dt-surface", id="body-surface")
    if any(block.choice for block in schedule.blocks):
        yield from _options(page, headings)
    for option, blocks in groupby(schedule.blocks, key=lambda block: block.option):
        yield from _of_option(page, option, list(blocks), headings)


def _of_option(page: _Page, option: str | None, blocks: list[Block], headings: dict[Block, str]) -> Iterator[str]:
    if option:
        yield _section(option, page.anchors.named(f"option-{headings[blocks[0]]}"))
    level = 3 if option else 2
    for branches in _side_by_side(blocks):
        if len(branches) > 1:
            yield _section(", or ".join(block.title for block in branches), f"{headings[branches[0]]}-or", level)
            parts = [_branch(page, block, headings[block], level + 1) for block in branches]
            yield tag("div", *parts, class_="dt-branches")
        else:
            yield _section(_title(page, branches[0]), headings[branches[0]], level)
            yield from _block(page, branches[0])


def _side_by_side(blocks: list[Block]) -> Iterator[list[Block]]:
    """Blocks that follow a condition stand beside each other, every other one alone."""
    for (protocol, conditional), group in groupby(blocks, key=lambda block: (block.protocol, block.when is not None)):
        found = list(group)
        yield from [found] if conditional and protocol else ([block] for block in found)


def _branch(page: _Page, block: Block, anchor: str, level: int) -> Html:
    return tag("div", tag(f"h{level}", _title(page, block), id=anchor), *_block(page, block))


def _block(page: _Page, block: Block) -> Iterator[Html]:
    of = page.of(block)
    yield tag("ul", *dict.fromkeys(heads(of)), class_="dt-heads")
    yield grid_html(of)
    yield block_totals(of)


def _title(page: _Page, block: Block) -> str:
    title = page.of(block).regimen.title if page.anchors.several else ""
    part = f"{title}: " if title and title not in (block.option or "") else ""
    words = ", ".join([cycles_title(block), length_title(block)])
    if block.title.lower().startswith("cycle"):
        return f"{part}{words[0].upper()}{words[1:]}" if not part else f"{part}{words}"
    return f"{part}{block.title}: {words}"


def _options(page: _Page, headings: dict[Block, str]) -> Iterator[str]:
    """The options of a choice side by side: exactly one of them is given."""
    yield _section("Exactly one of these", "options")
    cards = [
        _card(page, option or "", list(blocks), headings)
        for option, blocks in groupby(page.schedule.blocks, key=lambda block: block.option)
    ]
    yield tag("div", *cards, class_="dt-options")


def _card(page: _Page, option: str, blocks: list[Block], headings: dict[Block, str]) -> Html:
    inside = [tag("p", tag("strong", option))]
    for protocol, own in groupby(blocks, key=lambda block: block.protocol):
        found = list(own)
        title = page.regimens[protocol].title if protocol else option
        inside.append(tag("p", tag("a", title, href=f"{protocol}.html")))
        inside.append(tag("ul", *(_brief(block, headings[block]) for block in found)))
    return tag("div", *inside, class_="dt-card")


def _brief(block: Block, anchor: str) -> Html:
    when = f"if {block.when}: " if block.when else ""
    title = tag("a", f"{when}{cycles_title(block)}, {length_title(block)}", href=f"#{anchor}")
    doses = (tag("li", reading(dose), f", only: {dose.when}" if dose.when else None) for dose in block.doses)
    return tag("li", title, tag("ul", *doses))


def _totals(page: _Page) -> Iterator[str]:
    yield _section("Totals over the whole course", "totals")
    yield course_table(page.schedule)


def _gaps(page: _Page) -> Iterator[str]:
    yield _section("Not stated in the source", "not-stated")
    if not page.schedule.gaps:
        yield "Nothing that was looked for is missing."
        return
    several = len({gap.protocol for gap in page.schedule.gaps}) > 1
    groups = groupby(sorted(page.schedule.gaps, key=_by_fact), key=lambda gap: (gap.protocol, gap.fact))
    items = [_gap(page, list(found), several=several) for _, found in groups]
    yield tag("ul", *items, class_="dt-gaps")


def _by_fact(gap: Gap) -> tuple[str, str, str]:
    return (gap.protocol or "", gap.fact, gap.about or "")


def _gap(page: _Page, gaps: list[Gap], *, several: bool) -> Html:
    first = gaps[0]
    part = f"{page.regimens[first.protocol].title}: " if several and first.protocol else ""
    drugs = [drug_html(gap.about) for gap in gaps if gap.about]
    of = joined([" of ", joined(drugs, ", ")]) if drugs else None
    return tag(
        "li", part, tag("strong", first.fact), of, tag("span", ": not stated", class_="dt-gap"), _looked_in(page, first)
    )


def _looked_in(page: _Page, gap: Gap) -> Html | None:
    regimen = page.regimens.get(gap.protocol or "", page.regimen)
    found = next((one for one in regimen.gaps if (one.gap.fact, one.gap.about) == (gap.fact, gap.about)), None)
    if found is None:
        return None
    links = [tag("a", name, href=f"../sources/{name}.html") for name in found.looked_in]
    return joined([" (looked for in ", joined(links, ", "), ")"])


def _decisions(page: _Page) -> Iterator[str]:
    decisions = [(part, decision) for part in page.target.regimens for decision in part.decisions]
    if not decisions:
        return
    yield _section("How we read what can be read in more than one way", "decisions")
    several = len(page.target.regimens) > 1
    rows = [_decision(f"{part.title}: " if several else "", decision) for part, decision in decisions]
    headings = ("About", "We read", "It could mean", "Because")
    yield table("Decisions: our reading, and the other one", headings, rows, "dt-decisions")


def _decision(part: str, decision: Decision) -> Html:
    return row(f"{part}{decision.about}", decision.we_read, decision.could_mean or "–", decision.because)


def _running(target: Target) -> Iterator[str]:
    """What stands on every printed page."""
    regimen, digest = target.regimens[0], target.identity.sha256
    left = f"{regimen.title}, version {regimen.version} of {regimen.date}, sha256 {digest[:16]}…"
    font = "font:7pt sans-serif;"
    boxes = (
        f"@top-left{{{font}width:100%;content:{_css(NOT_FOR_PRESCRIBING)}}}",
        f"@bottom-left{{{font}width:85%;content:{_css(left)}}}",
        f"@bottom-right{{{font}content:counter(page) ' of ' counter(pages)}}",
    )
    yield f"<style>@page{{{''.join(boxes)}}}</style>"


def _css(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ") + '"'
