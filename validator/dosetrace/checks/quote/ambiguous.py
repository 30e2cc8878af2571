"""A quote stands only once in its sentence."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace import typography
from dosetrace.checks.subjects import Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "A quote that stands twice may prove a value by the wrong half of the sentence."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    says = {said.path[:2]: said.text for said in subject.protocol.said}
    seen: set[tuple[str, str]] = set()
    for fact in subject.facts:
        sentence = says.get(fact.path[:2], "")
        for quote in fact.quotes:
            if (sentence, quote.text) not in seen and typography.count(quote.text, sentence) > 1:
                seen.add((sentence, quote.text))
                yield Problem(
                    f'"{quote.text}" stands more than once in its sentence',
                    fact.path,
                    quote.text,
                    "more words of the sentence",
                )
