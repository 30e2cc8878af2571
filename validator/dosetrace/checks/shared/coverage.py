"""Which dosing statements of the source documents are encoded: the reader goes through each document whole.

A statement is a claim of the reader, or a stretch that looks like dosing and that it could not read. It is encoded
where a protocol has its dose and quotes its words for it, and waived where the list of sources says why it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dosetrace import typography
from dosetrace.checks.shared.claimed import overlap, places_of, reading_of
from dosetrace.checks.subjects import Dataset, Protocol, Subject
from dosetrace.facts import Fact, Kind
from dosetrace.reader.claims import Claim, Span
from dosetrace.units import Amount

if TYPE_CHECKING:
    from dosetrace.sources.registry import Source, WaiverShape

_DOSES = {Kind.DOSE, Kind.DAILY_DOSE, Kind.TOTAL}
_TIMES = {Kind.DRUG, Kind.DAYS, Kind.DURATION, Kind.BOUNDS}


@dataclass(frozen=True, slots=True)
class Statement:
    """One dosing statement of a source: its words and line, the claim read from it (None where it could not be read),
    the protocols that encode it, the waiver it has."""

    source: str
    line: int
    words: str
    claim: Claim | None
    protocols: tuple[str, ...]
    waiver: WaiverShape | None = None

    @property
    def settled(self) -> bool:
        """Whether a protocol encodes it, or the list of sources says why none does."""
        return bool(self.protocols) or self.waiver is not None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of one source is encoded."""

    source: str
    statements: tuple[Statement, ...]

    @property
    def encoded(self) -> int:
        """How many statements a protocol encodes."""
        return sum(bool(statement.protocols) for statement in self.statements)

    @property
    def waived(self) -> int:
        """How many statements the list of sources leaves out with a reason."""
        return sum(statement.waiver is not None and not statement.protocols for statement in self.statements)


def coverage_of(subject: Subject) -> list[Coverage]:
    """The coverage of a whole dataset; nothing for any other subject."""
    return coverage(subject.sources.values(), subject.protocols) if isinstance(subject, Dataset) else []


def coverage(sources: Iterable[Source], protocols: Iterable[Protocol]) -> list[Coverage]:
    """The coverage of every source whose document is at hand."""
    readers = list(protocols)
    return [
        Coverage(source.id, tuple(_statements(source, source.text, readers)))
        for source in sources
        if source.text is not None
    ]


def waiver_spans(source: Source) -> list[tuple[WaiverShape, Span | None]]:
    """Each waiver of a source with the place of its words in the document."""
    return [(waiver, typography.find(waiver.quote, source.text or "")) for waiver in source.entry.waived]


def _statements(source: Source, text: str, protocols: list[Protocol]) -> Iterator[Statement]:
    waived = waiver_spans(source)
    quoted = [(p.regimen.id, *found) for p in protocols for found in quoted_facts(p, source.id, text)]
    for places, claim in _places(text):
        names = dict.fromkeys(
            name
            for name, fact, drug, span in quoted
            if any(overlap(place, span) for place in places) and _encodes(fact, drug, claim)
        )
        found = (w for w, span in waived if span is not None and any(overlap(place, span) for place in places))
        line = typography.line_of(places[0][0], text)
        yield Statement(source.id, line, _words(text, places), claim, tuple(names), next(found, None))


def _places(text: str) -> list[tuple[tuple[Span, ...], Claim | None]]:
    """Where each statement stands, with its claim."""
    reading = reading_of(text)
    found: list[tuple[tuple[Span, ...], Claim | None]] = [(tuple(sorted(places_of(c))), c) for c in reading.claims]
    found += [((unread.span,), None) for unread in reading.unread]
    return sorted(found, key=lambda pair: pair[0])


def _words(text: str, places: tuple[Span, ...]) -> str:
    return " ".join(text[places[0][0] : places[-1][1]].split())


def _encodes(fact: Fact, drug: str | None, claim: Claim | None) -> bool:
    """Whether a fact is what a claim says of its drug: its dose where the reader is sure of one, else any dose or
    time. `drug` is what the fact is about, None where it is about no drug."""
    if claim is not None and drug not in (None, claim.drug):
        return False
    if claim is None or claim.dose is None or not claim.sure:
        return fact.kind in _DOSES or (claim is not None and claim.dose is None)
    return fact.kind in _DOSES and isinstance(fact.value, Amount) and claim.dose.equals(fact.value)


def quoted_facts(protocol: Protocol, source: str, text: str) -> Iterator[tuple[Fact, str | None, Span]]:
    """The doses and times of a protocol, their drugs, and the places of their quotes in a document, each within its
    sentence."""
    said = protocol.protocol.said
    sentences = {one.path[:2]: typography.find(one.text, text) for one in said if one.source == source}
    drugs = {fact.path[:-1]: str(fact.value) for fact in protocol.facts if fact.kind is Kind.DRUG}
    for fact in protocol.facts:
        whole = sentences.get(fact.path[:2])
        if whole is not None and fact.kind in _DOSES | _TIMES:
            spans = (typography.find(quote.text, text[slice(*whole)]) for quote in fact.quotes)
            drug = drugs.get(fact.path[:-1])
            yield from ((fact, drug, (span[0] + whole[0], span[1] + whole[0])) for span in spans if span is not None)
