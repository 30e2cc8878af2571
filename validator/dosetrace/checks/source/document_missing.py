"""Every source of the list is there as UTF-8 text."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Sources
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A quote from a document nobody can open proves nothing."
JUDGES = (Sources,)


def check(subject: Sources) -> Iterator[Problem]:
    for source in subject.listing.sources:
        if source.text is None:
            yield Problem(
                f"{source.entry.file} is not there, or is no UTF-8 text",
                (*source.path, "file"),
                source.entry.file,
            )
