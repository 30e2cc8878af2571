"""Every source document has the bytes it was received with."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Sources
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "Every quote is judged by these bytes; whoever changes them changes the judge."
JUDGES = (Sources,)


def check(subject: Sources) -> Iterator[Problem]:
    for source in subject.listing.sources:
        expected = source.entry.sha256
        if source.sha256 not in (None, expected):
            message = f"{source.entry.file} has sha256 {source.sha256}, expected {expected}"
            yield Problem(message, (*source.path, "sha256"), source.sha256, expected)
