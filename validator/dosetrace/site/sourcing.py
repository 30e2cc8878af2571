"""The pages of the source documents: what each states, what of it is encoded, and what was looked for in it in vain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dosetrace.checks.shared.coverage import Coverage, Statement
from dosetrace.model import Regimen
from dosetrace.report.claims import meaning
from dosetrace.site import markdown
from dosetrace.site.html import Content, Html, joined, row, table, tag, text
from dosetrace.site.markdown import section
from dosetrace.site.marks import gap_html, protocol_links, trial_link
from dosetrace.site.names import Anchors, drug_html
from dosetrace.sources.registry import Source, SourceList, StatementShape, threshold
from dosetrace.wording import counted

NOT_IN_DOCUMENT = "not stated in the document"
NO_DOSING = "This document states no dose, day or cycle; {made}."
NOT_AT_HAND = "The document is not at hand: its statements were not counted."

_INDEX = """# Source documents

Every value of the dataset comes from a sentence of one of these documents. A statement is a dose that the dosing reader
finds in the document, a drug with days and no dose, or a stretch that looks like dosing and could not be read. It is
encoded where a protocol has it, and waived where the list of sources gives a reason why none has it."""

_MORE = "[Which dosing statements are encoded](../coverage.md) has all of them on one page."

_GAPS = """What the protocols looked for in it and did not find. Each row holds for the treatment that the protocols in
its last column encode; the document may state it of another treatment."""

_RELATIONS = {">=": "at least", "<=": "at most", "<": "less than", ">": "more than"}


@dataclass(frozen=True)
class Sourcing:
    """A source document with what the dataset makes of it; `coverage` is None where the document is not at hand."""

    source: Source
    coverage: Coverage | None
    users: tuple[Regimen, ...]
    """The protocols that quote it."""
    gaps: tuple[tuple[str | None, str, tuple[str, ...]], ...]
    """Drug (None for the regimen), what is not stated of it, and the protocols that looked for that."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Its dosing statements, in the order of the document."""
        return self.coverage.statements if self.coverage else ()


def source_pages(listing: SourceList, covered: Iterable[Coverage], regimens: Mapping[str, Regimen]) -> dict[str, str]:
    """Path below the folder of the pages to Markdown: a page for each source document, and the list of them."""
    by_source = {one.source: one for one in covered}
    every = [_sourcing(source, by_source.get(source.id), regimens) for source in listing.sources]
    pages = {f"sources/{one.source.id}.md": markdown.page(*_page(one)) for one in every}
    return {"sources/index.md": markdown.page(*_index(every)), **pages}


def _sourcing(source: Source, coverage: Coverage | None, regimens: Mapping[str, Regimen]) -> Sourcing:
    users = (regimen for regimen in regimens.values() if _passages(source, regimen))
    return Sourcing(source, coverage, tuple(users), tuple(_gaps(source, regimens)))


def _passages(source: Source, regimen: Regimen) -> int:
    """How many passages of a source a protocol quotes."""
    return sum(len(extract.sentences) for extract in regimen.extracts if extract.source == source.id)


def _gaps(source: Source, regimens: Mapping[str, Regimen]) -> Iterator[tuple[str | None, str, tuple[str, ...]]]:
    found: dict[tuple[str, str], list[str]] = {}
    for name, regimen in regimens.items():
        for declared in regimen.gaps:
            if source.id in declared.looked_in:
                found.setdefault((declared.gap.about or "", declared.gap.fact), []).append(name)
    for (drug, fact), names in sorted(found.items()):
        yield drug or None, fact, tuple(dict.fromkeys(names))


def _index(every: list[Sourcing]) -> Iterator[str]:
    headings = ("Document", "Dosing", "Statements", "Encoded", "Waived", "Protocols that use it")
    yield _INDEX
    yield table("The source documents", headings, map(_index_row, every))
    yield _MORE


def _index_row(of: Sourcing) -> Html:
    entry = of.source.entry
    name = tag("a", entry.label, href=f"{entry.id}.html")
    counts = [str(number) for number in _counts(of.coverage)] if of.coverage else ["not counted"] * 3
    dosing = "states dosing" if entry.states_dosing else gap_html("states no dosing")
    return row(name, dosing, *counts, protocol_links(user.id for user in of.users) or "none")


def _counts(coverage: Coverage) -> tuple[int, int, int]:
    return len(coverage.statements), coverage.encoded, coverage.waived


def _page(of: Sourcing) -> Iterator[str]:
    anchors = Anchors(several=False)
    statements = [_statement_row(statement, anchors) for statement in of.statements]
    stated = [_stated_row(of.source, one, anchors) for one in of.source.entry.states]
    yield f"# {text(of.source.entry.label)}"
    yield from () if of.source.entry.states_dosing else (_no_dosing(of),)
    yield tag("dl", *_about(of.source), class_="dt-about")
    yield from _section("What it states besides doses", "states", _stated(stated))
    yield from _section("Dosing statements", "statements", _statements(of, statements))
    yield from _section("Protocols that quote it", "protocols", _users(of))
    yield from _section("Not stated in this document", "not-stated", _not_stated(of))
    yield "[All source documents](index.md)"


def _no_dosing(of: Sourcing) -> Html:
    made = "protocols quote it for other facts" if of.users else "no protocol is made from it"
    return tag("p", gap_html(NO_DOSING.format(made=made)), class_="dt-no-dosing")


def _section(title: str, name: str, blocks: Iterable[str]) -> Iterator[str]:
    yield section(title, name)
    yield from blocks


def _about(source: Source) -> Iterator[Html]:
    """What the document says of itself; terms with their descriptions."""
    entry = source.entry
    doi = tag("a", entry.doi, href=f"https://doi.org/{entry.doi}") if entry.doi else None
    trials = joined(map(trial_link, entry.trials), ", ")
    described = {"Title": entry.title, "Citation": entry.citation, "DOI": doi, "Trials": trials}
    for term, value in described.items():
        yield _term(term, value or gap_html(NOT_IN_DOCUMENT))
    yield _term("Received as", tag("code", entry.original))
    yield _term("SHA-256", tag("code", entry.sha256, class_="dt-hash"))


def _term(term: str, value: Content) -> Html:
    return tag("div", tag("dt", term), tag("dd", value))


def _stated(rows: list[Html]) -> Iterator[str]:
    if rows:
        yield table("Each fact with the words it comes from", ("Fact", "Value", "Words of the document", "Line"), rows)
    else:
        yield "The list of sources names nothing else."


def _stated_row(source: Source, stated: StatementShape, anchors: Anchors) -> Html:
    line = source.line_of(stated.quote)
    value = "; ".join(filter(None, (stated.value, threshold_text(stated.threshold)))) or "as quoted"
    name = anchors.named(f"line-{line}" if line else "stated")
    return row(stated.fact, value, tag("q", stated.quote), _line_link(line, name), id_=name)


def threshold_text(comparison: str | None) -> str:
    """A comparison in words, `at least 18 years`: ISMP counts `<` and `>` among the signs that are mistaken."""
    if comparison is None:
        return ""
    read = threshold(comparison)
    return f"{_RELATIONS[read.relation]} {read.text.removeprefix(f'{read.relation} ')}"


def _line_link(line: int | None, name: str) -> Content:
    return tag("a", f"line {line}", href=f"#{name}") if line else "line not known"


def _statements(of: Sourcing, rows: list[Html]) -> Iterator[str]:
    if of.coverage is None:
        yield tag("p", gap_html(NOT_AT_HAND))
        return
    found, encoded, waived = _counts(of.coverage)
    numbers = f"{counted(found, 'statement')} found, {encoded} encoded, {waived} waived"
    headings = ("Line", "Words of the document", "Read as", "Encoded by")
    yield table(f"{numbers}, in the order of the document", headings, rows) if rows else f"{numbers}."


def _statement_row(statement: Statement, anchors: Anchors) -> Html:
    name = anchors.named(f"line-{statement.line}")
    link = _line_link(statement.line, name)
    return row(link, tag("q", statement.words), _read_as(statement), _encoded_by(statement), id_=name)


def _read_as(statement: Statement) -> Content:
    claim = statement.claim
    if claim is None:
        return gap_html("not understood")
    unsure = None if claim.sure else tag("span", f" (unsure: {claim.why_unsure})", class_="dt-unsure")
    return joined((drug_html(claim.drug), meaning(claim).removeprefix(claim.drug), unsure))


def _encoded_by(statement: Statement) -> Content:
    if statement.protocols:
        return protocol_links(sorted(statement.protocols))
    return f"waived: {statement.waiver.because}" if statement.waiver else gap_html("not encoded and not waived")


def _users(of: Sourcing) -> Iterator[str]:
    if not of.users:
        yield "No protocol quotes it."
        return
    rows = (row(protocol_links([user.id]), user.title, str(_passages(of.source, user))) for user in of.users)
    yield table("How many passages of it each protocol quotes", ("Protocol", "Title", "Passages it quotes"), rows)


def _not_stated(of: Sourcing) -> Iterator[str]:
    if not of.gaps:
        yield "No protocol looked for anything here that it did not find."
        return
    yield _GAPS
    rows = (
        row(drug_html(drug) if drug else "the regimen", gap_html(f"NOT STATED: {fact}"), protocol_links(names))
        for drug, fact, names in of.gaps
    )
    yield table("Looked for and not found", ("Of", "Not stated", "In the treatment of"), rows)
