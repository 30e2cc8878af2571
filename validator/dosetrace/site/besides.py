"""What a protocol page says besides doses: gaps, decisions, remarks of the source, sentences that stand behind derived
values, and notes of our own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from dosetrace.checks.route.vinca_intrathecal import VINCAS, WHY
from dosetrace.model import Decision, Regimen
from dosetrace.site.evidence import Sentence, Sources, sentence_html
from dosetrace.site.grids import AS_READ, is_read_as_once, value_link
from dosetrace.site.html import Html, joined, row, table, tag
from dosetrace.site.markdown import section
from dosetrace.site.marks import check_link, gap_html, ours, source_link
from dosetrace.site.names import drug_html
from dosetrace.site.page import Page
from dosetrace.site.says import Says
from dosetrace.timeline import Dose, Gap, Schedule

_VINCA_CHECK = "route/vinca-intrathecal"


def gaps(page: Page) -> Iterator[str]:
    """What the sources do not state, and where it was looked for."""
    yield section("Not stated in the source", "not-stated")
    if not page.schedule.gaps:
        yield "Nothing that was looked for is missing."
        return
    several = len({gap.protocol for gap in page.schedule.gaps}) > 1
    groups = groupby(sorted(page.schedule.gaps, key=by_fact), key=lambda gap: (gap.protocol, gap.fact))
    items = [_gap(page, list(found), several=several) for _, found in groups]
    yield tag("ul", *items, class_="dt-gaps", data_search_exclude=True)


def by_fact(gap: Gap) -> tuple[str, str, str]:
    """The order of gaps: by protocol, fact and drug."""
    return (gap.protocol or "", gap.fact, gap.about or "")


def _gap(page: Page, gaps: list[Gap], *, several: bool) -> Html:
    first = gaps[0]
    part = f"{page.regimens[first.protocol].title}: " if several and first.protocol else ""
    drugs = [drug_html(gap.about) for gap in gaps if gap.about]
    of = joined([" of ", joined(drugs, ", ")]) if drugs else None
    return tag(
        "li", part, tag("strong", first.fact), of, ": ", gap_html("not stated"),
        _looked_in(page, first),
    )  # fmt: skip


def _looked_in(page: Page, gap: Gap) -> Html | None:
    regimen = page.regimens.get(gap.protocol or "", page.regimen)
    found = next((one for one in regimen.gaps if (one.gap.fact, one.gap.about) == (gap.fact, gap.about)), None)
    if found is None:
        return None
    return joined([" (looked for in ", joined(map(source_link, found.looked_in), ", "), ")"])


def decisions(page: Page) -> Iterator[str]:
    """How we read what can be read in more than one way."""
    several = len(page.target.regimens) > 1
    said = [(part, decision) for part in page.target.regimens for decision in part.decisions]
    rows = [_decision(f"{part.title}: " if several else "", decision) for part, decision in said]
    if any(is_read_as_once(dose) for block in page.schedule.blocks for dose in block.doses):
        rows.append(_decision("", ONCE))
    if rows:
        yield section("How we read what can be read in more than one way", "decisions")
        headings = ("About", "We read", "It could mean", "Because")
        yield table("Decisions: our reading, and the other one", headings, rows, "dt-decisions")


ONCE = Decision(
    about=AS_READ,
    we_read="one administration on each day that is named",
    could_mean="the dose of a day in several parts, or an infusion over the day",
    because="the source names the dose and the days, and no interval and no number of times",
)


def _decision(part: str, decision: Decision) -> Html:
    return row(f"{part}{decision.about}", decision.we_read, decision.could_mean or "–", decision.because)


def remarks(regimens: Iterable[Regimen], says: Says) -> Html | None:
    """What the sources say of the treatment that is no dose, each once; None where they say nothing."""
    links = {
        remark.text: value_link(remark.text, says.link(regimen, "remark", remark.text, remark.quotes))
        for regimen in regimens
        for remark in regimen.remarks
    }
    return tag("ul", *(tag("li", link) for link in links.values())) if links else None


def other_sentences(regimens: Iterable[Regimen], says: Says, sources: Sources) -> Html | None:
    """The sentences of the extracts that no value leads to: numbers of ours were derived from some of them."""
    shown = {_words(sentence) for entry in says.entries for sentence in entry.sentences}
    others = {
        sentence: Sentence(extract.source, _line(extract.source, sentence, sources), ((sentence, False),))
        for regimen in regimens
        for extract in regimen.extracts
        for sentence in extract.sentences
        if sentence not in shown
    }
    return joined(map(sentence_html, others.values())) if others else None


def _words(sentence: Sentence) -> str:
    return "".join(text for text, _ in sentence.pieces)


def _line(source: str, sentence: str, sources: Sources) -> int | None:
    found = sources.get(source)
    return found.line_of(sentence) if found else None


def notes(schedule: Schedule) -> Iterator[Html]:
    """What a reader of these tables has to know and no source says: each is marked as ours."""
    doses = [dose for block in schedule.blocks for dose in block.doses]
    yield from _vinca(doses)
    nameless = [gap for gap in schedule.gaps if gap.fact == "drug" and gap.about]
    for about in dict.fromkeys(gap.about for gap in nameless if gap.about):
        yield ours(joined([drug_html(about), " is in no total: its drug is not stated."]))


def _vinca(doses: list[Dose]) -> Iterator[Html]:
    """Beside an intrathecal dose a vinca alkaloid without a route."""
    vincas = dict.fromkeys(dose.drug for dose in doses if dose.drug in VINCAS and dose.route is None)
    if vincas and any(dose.route == "intrathecal" for dose in doses):
        drugs, link = joined(map(drug_html, vincas), ", "), check_link(_VINCA_CHECK)
        yield ours(joined(["the route of ", drugs, " is not stated here. ", WHY, " See the check ", link, "."]))
