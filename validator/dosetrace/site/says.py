"""The list of sentences at the end of a page, to which every value of the page leads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dosetrace.model import Regimen
from dosetrace.site.evidence import Sentence, Sources, sentence_html, sentences
from dosetrace.site.html import Content, Html, joined, tag
from dosetrace.site.marks import gap_html
from dosetrace.site.names import Anchors
from dosetrace.timeline import Quote


@dataclass(frozen=True, slots=True)
class Entry:
    """What a value says in words, the sentences it came from, and how it follows where they do not say it."""

    reading: Html
    sentences: tuple[Sentence, ...]
    derived: tuple[str, ...] = ()


@dataclass
class Says:
    """The entries of a page as they are asked for, each once."""

    sources: Sources
    anchors: Anchors
    entries: dict[Entry, str] = field(default_factory=dict)

    def link(
        self,
        regimen: Regimen,
        name: str,
        reading: Content,
        quotes: Iterable[Quote],
        derived: Iterable[str | None] = (),
    ) -> str:
        """The address of the entry with this reading and these words; `name` is for its link."""
        found = sentences(quotes, regimen, self.sources)
        entry = Entry(joined([reading]), found, tuple(dict.fromkeys(text for text in derived if text)))
        if entry not in self.entries:
            self.entries[entry] = self.anchors.named(f"says-{name}")
        return f"#{self.entries[entry]}"

    def listing(self) -> Html:
        """All entries in the order in which the page asked for them.

        Those of a composed protocol the search finds on the pages of its parts.
        """
        items = (_item(entry, name) for entry, name in self.entries.items())
        return tag("ol", *items, class_="dt-says", data_search_exclude=self.anchors.several)


def _item(entry: Entry, name: str) -> Html:
    return tag("li", tag("p", entry.reading, class_="dt-reading"), *_behind(entry), id=name)


def _behind(entry: Entry) -> Iterator[Html]:
    yield from map(sentence_html, entry.sentences)
    for text in entry.derived:
        yield tag("p", "Derived: ", text, class_="dt-derived")
    if not entry.sentences and not entry.derived:
        yield tag("p", gap_html("No sentence of the source says this."))
