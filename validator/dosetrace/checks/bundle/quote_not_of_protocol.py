"""Every quote of a bundle is one of its protocol."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.published import published
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.marks import quote
from dosetrace.fhir.urls import DERIVATION_REFERENCE
from dosetrace.findings import InputError, Level, Problem
from dosetrace.model import Regimen

LEVEL = Level.ERROR
WHY = "A quote that was moved proves the value by words that say something else."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    known = published(subject)
    words = set(_known_quotes(subject, known[1])) if known is not None else None
    for path, value in subject.document.extensions if words is not None else ():
        found = quote(value, subject.document) if value.get("url") == DERIVATION_REFERENCE else None
        if found is not None and words is not None and (found.source, found.text) not in words:
            message = f'the quote "{found.text}" is none of the protocol'
            yield Problem(message, path, found.text, "the words the protocol quotes")


def _known_quotes(subject: Fhir, regimen: Regimen, seen: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    yield from ((quote.source, quote.text) for fact in regimen.facts for quote in fact.quotes)
    for part in regimen.parts if regimen.id not in seen else ():
        try:
            yield from _known_quotes(subject, subject.lookup(part), seen | {regimen.id})
        except InputError:
            continue
