"""What the list says of a source stands in it: title, citation, DOI, trials and quoted statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dosetrace import typography
from dosetrace.checks.subjects import Sources
from dosetrace.findings import Level, Path, Problem

if TYPE_CHECKING:
    from dosetrace.sources.registry import Source

LEVEL = Level.ERROR
WHY = "Titles, identifiers and thresholds are taken from the document, not from memory."
JUDGES = (Sources,)


def check(subject: Sources) -> Iterator[Problem]:
    for source in subject.listing.sources:
        for path, words in _claims(source):
            if source.text is not None and typography.find(words, source.text) is None:
                yield Problem(f'"{words}" does not stand in {source.entry.file}', path, words)


def _claims(source: Source) -> Iterator[tuple[Path, str]]:
    entry = source.entry
    for name in ("title", "citation", "doi"):
        if getattr(entry, name):
            yield (*source.path, name), getattr(entry, name)
    yield from (((*source.path, "trials", index), trial) for index, trial in enumerate(entry.trials))
    yield from (((*source.path, "states", index, "quote"), said.quote) for index, said in enumerate(entry.states))
