"""A quote in a bundle begins and ends with whole words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem
from dosetrace.schedule import Quote

LEVEL = Level.ERROR
WHY = 'An offset that slipped by one turns "12 mg" into "2 mg".'
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    seen: set[Quote] = set()
    texts = {attachment.source: attachment.text for attachment in subject.document.attachments.values()}
    for fact in subject.facts:
        for quote in fact.quotes:
            if quote not in seen and any(
                _cuts(quote, a.text) for a in subject.document.attachments.values() if a.source == quote.source
            ):
                seen.add(quote)
                yield Problem(
                    f'the quote "{quote.text}" begins or ends inside a word',
                    fact.path,
                    quote.text,
                    _whole(quote, texts),
                )


_BEGIN = re.compile(r"\w\|\w|\d[.-]\|\d|/\||\|\s")
_END = re.compile(r"\w\|\w|\d\|[.-]\d|\d\|/|m\| ?[2²]|\s\|")


def _cuts(quote: Quote, text: str) -> bool:
    """Whether a word, a number, a range or a unit goes on at either end, or a space hangs there."""
    start = quote.offset or 0
    end = start + len(quote.text)
    if text[start:end] != quote.text:
        return False
    before = f"{text[max(start - 2, 0) : start]}|{quote.text[:2]}"
    after = f"{quote.text[-2:]}|{text[end : end + 2]}"
    return bool(_BEGIN.search(before) or _END.search(after))


def _whole(quote: Quote, texts: dict[str, str]) -> str:
    text, start = texts.get(quote.source, ""), quote.offset or 0
    end = start + len(quote.text)
    before, after = text[:start].split(" ")[-1], text[end:].split(" ")[0]
    return f"{before}{quote.text}{after}".strip()
