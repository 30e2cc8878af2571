"""Every quote stands in the sentence it is taken from."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A value with words that are not in its sentence is a value without a source."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    seen: set[str] = set()
    for fact in subject.facts:
        for quote in fact.quotes:
            if quote.offset is None and quote.text not in seen:
                seen.add(quote.text)
                says = next((s.text for s in subject.protocol.said if s.path == (*fact.path[:2], "says")), "")
                yield Problem(f'"{quote.text}" does not stand in its sentence', fact.path, quote.text, says)
