"""Every sentence of a reading, or of an extract, stands in its source."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from dosetrace import typography
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.findings import Level, Path, Problem

if TYPE_CHECKING:
    from dosetrace.sources.registry import Source

LEVEL = Level.ERROR
WHY = "A number is only as good as the sentence behind it, and that has to be the author's."
JUDGES = (Protocol, Fhir)

_LONGEST = 1000
"""Characters of a sentence that are looked for; a longer one has its nearest passage by its beginning."""


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    for source_id, sentence, path in _sentences(subject):
        source = subject.sources.get(source_id)
        if source is not None and source.text is not None and typography.find(sentence, source.text) is None:
            near = _nearest(sentence, source)
            shown = sentence if len(sentence) <= 80 else sentence[:79] + "…"
            yield Problem(
                f'"{shown}" does not stand in {source_id}',
                path,
                sentence,
                near,
                help=f'nearest passage: "{near}"',
            )


def _sentences(subject: Protocol | Fhir) -> Iterator[tuple[str, str, Path]]:
    if isinstance(subject, Protocol):
        for said in subject.protocol.said:
            yield said.source, said.text, said.path
        return
    for attachment in subject.document.attachments.values():
        for sentence in attachment.text.splitlines():
            if sentence.strip():
                yield attachment.source, sentence, (*attachment.path, "data")


def _nearest(sentence: str, source: Source) -> str:
    """The stretch of the source around the longest run of words it has in common with the sentence."""
    text = typography.fold(source.text or "")
    words = typography.fold(sentence)[:_LONGEST]
    match = SequenceMatcher(None, text, words, autojunk=False).find_longest_match()
    start = max(match.a - match.b, 0)
    return text[start : start + len(words)]
