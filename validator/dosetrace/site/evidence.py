"""Where a value comes from: the sentence with its words marked, the line of the source, and how it was derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dosetrace.model import Regimen
from dosetrace.site.html import Html, joined, tag
from dosetrace.site.marks import source_link
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
    found: dict[tuple[str, int, str], list[tuple[int, str]]] = {}
    for quote in quotes:
        start, sentence = _around(quote, regimen)
        found.setdefault((quote.source, start, sentence), []).append(((quote.offset or 0) - start, quote.text))
    return tuple(_sentence(name, whole, words, sources) for (name, _, whole), words in sorted(found.items()))


def _around(quote: Quote, regimen: Regimen) -> tuple[int, str]:
    """Where the sentence of a quote begins in its extract, and the sentence."""
    start = 0
    for sentence in next(extract for extract in regimen.extracts if extract.source == quote.source).sentences:
        if quote.offset is not None and start <= quote.offset < start + len(sentence):
            return start, sentence
        start += len(sentence) + 1
    raise ValueError(f'"{quote.text}" is in no sentence of {regimen.id}')


def _sentence(name: str, whole: str, words: list[tuple[int, str]], sources: Sources) -> Sentence:
    """A sentence with some of its words marked; each of `words` says where in it they begin."""
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end in sorted((start, start + len(text)) for start, text in words):
        pieces += [(whole[done:start], False), (whole[max(done, start) : end], True)]
        done = max(done, end)
    pieces.append((whole[done:], False))
    source = sources.get(name)
    line = source.line_of(words[0][1], whole) if source else None
    return Sentence(name, line, tuple((text, marked) for text, marked in pieces if text))


def sentence_html(sentence: Sentence, root: str = "../") -> Html:
    """The sentence as a quotation, with a link to its source; `root` leads from the page to the start of the site."""
    words = joined(tag("mark", text) if marked else text for text, marked in sentence.pieces)
    line = f", line {sentence.line}" if sentence.line else ""
    link = source_link(sentence.source, root)
    return tag("blockquote", tag("p", words), tag("p", link, line, class_="dt-from"))
