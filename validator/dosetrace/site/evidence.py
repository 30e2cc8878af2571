"""Where a value comes from: the sentence with its words marked, the line of the source, and how it was derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dosetrace.model import Regimen
from dosetrace.site.html import Html, joined, tag
from dosetrace.timeline import Quote

if TYPE_CHECKING:
    from dosetrace.sources.registry import Source

Sources = Mapping[str, "Source"]
"""The source documents by id, as far as they are at hand."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a source in pieces; those that are marked are the words of the value. `line` is the line of the
    document in which the first of them begins, None where the document is not at hand."""

    source: str
    line: int | None
    pieces: tuple[tuple[str, bool], ...]


def sentences(quotes: Iterable[Quote], regimen: Regimen, sources: Sources) -> tuple[Sentence, ...]:
    """The sentences that the quotes stand in, each once, in the order of the extract."""
    found: dict[tuple[str, int], list[tuple[int, int, Quote]]] = {}
    for quote in quotes:
        start, _ = _around(quote, regimen)
        at = (quote.offset or 0) - start
        found.setdefault((quote.source, start), []).append((at, at + len(quote.text), quote))
    return tuple(_sentence(spans, regimen, sources) for _, spans in sorted(found.items()))


def _around(quote: Quote, regimen: Regimen) -> tuple[int, str]:
    """Where the sentence of a quote begins in its extract, and the sentence."""
    start = 0
    for sentence in next(extract for extract in regimen.extracts if extract.source == quote.source).sentences:
        if quote.offset is not None and start <= quote.offset < start + len(sentence):
            return start, sentence
        start += len(sentence) + 1
    raise ValueError(f'"{quote.text}" is in no sentence of {regimen.id}')


def _sentence(spans: list[tuple[int, int, Quote]], regimen: Regimen, sources: Sources) -> Sentence:
    quote = spans[0][2]
    _, whole = _around(quote, regimen)
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end, _ in sorted(spans, key=lambda span: span[:2]):
        pieces += [(whole[done:start], False), (whole[max(done, start) : end], True)]
        done = max(done, end)
    pieces.append((whole[done:], False))
    source = sources.get(quote.source)
    line = source.line_of(quote.text, whole) if source else None
    return Sentence(quote.source, line, tuple((text, marked) for text, marked in pieces if text))


def sentence_html(sentence: Sentence, root: str = "../") -> Html:
    """The sentence as a quotation, with a link to its source; `root` leads from the page to the start of the site."""
    words = joined(tag("mark", text) if marked else text for text, marked in sentence.pieces)
    line = f", line {sentence.line}" if sentence.line else ""
    link = tag("a", sentence.source, href=f"{root}sources/{sentence.source}.html")
    return tag("blockquote", tag("p", words), tag("p", link, line, class_="dt-from"))
