"""A quote in a bundle begins and ends with whole words, without the stop or the space behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.marks import quote
from dosetrace.fhir.urls import DERIVATION_REFERENCE
from dosetrace.findings import Level, Problem
from dosetrace.timeline import Quote

LEVEL = Level.ERROR
WHY = 'An offset that slipped by one turns "12 mg" into "2 mg".'
JUDGES = (Fhir,)

_BEGIN = re.compile(r"\w\|\w|\d\|[.-]\d|\d[.-]\|\d|/\||\|\s")
_END = re.compile(r"\w\|\w|\d\|[.-]\d|\d\|/|m\| ?[2²]|[\s.,;:]\|")


def check(subject: Fhir) -> Iterator[Problem]:
    texts = {attachment.source: attachment.text for attachment in subject.document.attachments.values()}
    for path, value in subject.document.extensions:
        found = quote(value, subject.document) if value.get("url") == DERIVATION_REFERENCE else None
        if found is not None and _cuts(found, texts[found.source]):
            message = f'the quote "{found.text}" begins or ends inside a word'
            yield Problem(message, path, found.text, _whole(found, texts[found.source]))


def _cuts(quote: Quote, text: str) -> bool:
    """Whether a word, a number, a range or a unit goes on at either end, or a space hangs there."""
    start = quote.offset or 0
    end = start + len(quote.text)
    if text[start:end] != quote.text:
        return False
    before = f"{text[max(start - 2, 0) : start]}|{quote.text[:2]}"
    after = f"{quote.text[-2:]}|{text[end : end + 2]}"
    return bool(_BEGIN.search(before) or _END.search(after))


def _whole(quote: Quote, text: str) -> str:
    start = quote.offset or 0
    before, after = text[:start].split(" ")[-1], text[start + len(quote.text) :].split(" ")[0]
    return f"{before}{quote.text}{after}".strip()
