"""A quote begins and ends with whole words, without the stop or the space behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.fhir.read.marks import quote
from dosetrace.fhir.urls import DERIVATION_REFERENCE
from dosetrace.findings import Level, Path, Problem
from dosetrace.timeline import Quote

LEVEL = Level.ERROR
WHY = 'An offset that slipped by one turns "12 mg" into "2 mg".'
JUDGES = (Protocol, Fhir)

_BEGIN = re.compile(r"\w\|\w|\d\|[.-]\d|\d[.-]\|\d|/\||\|\s")
_END = re.compile(r"\w\|\w|\d\|[.-]\d|\d\|/|m\| ?[2²]|[\s.,;:]\|")


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    texts = dict(subject.extracts)
    for path, found in _of_protocol(subject) if isinstance(subject, Protocol) else _of_file(subject):
        text = texts.get(found.source, "")
        if _cuts(found, text):
            message = f'the quote "{found.text}" begins or ends inside a word'
            yield Problem(message, path, found.text, _whole(found, text))


def _of_protocol(subject: Protocol) -> Iterator[tuple[Path, Quote]]:
    """Each quote once; a drug is quoted with its whole sentence, which cuts nothing."""
    sentences = {said.text for said in subject.protocol.said}
    seen: set[Quote] = set()
    for fact in subject.facts:
        for found in fact.quotes:
            if found.offset is not None and found.text not in sentences and found not in seen:
                seen.add(found)
                yield fact.path, found


def _of_file(subject: Fhir) -> Iterator[tuple[Path, Quote]]:
    for path, value in subject.document.extensions:
        found = quote(value, subject.document) if value.get("url") == DERIVATION_REFERENCE else None
        if found is not None:
            yield path, found


def _cuts(quote: Quote, text: str) -> bool:
    """Whether a word, a number, a range, a unit or brackets go on at either end, or a space hangs there."""
    start = quote.offset or 0
    end = start + len(quote.text)
    if text[start:end] != quote.text:
        return False
    before = f"{text[max(start - 2, 0) : start]}|{quote.text[:2]}"
    after = f"{quote.text[-2:]}|{text[end : end + 2]}"
    open_bracket = text[end : end + 1] == ")" and quote.text.count("(") > quote.text.count(")")
    return open_bracket or bool(_BEGIN.search(before) or _END.search(after))


def _whole(quote: Quote, text: str) -> str:
    start = quote.offset or 0
    before, after = text[:start].split(" ")[-1], text[start + len(quote.text) :].split(" ")[0]
    return f"{before}{quote.text}{after}".strip()
