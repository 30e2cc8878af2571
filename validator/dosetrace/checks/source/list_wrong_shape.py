"""The list of sources has the shape of its JSON Schema, and no id twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dosetrace.checks.subjects import Sources
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "Every quote names a source by its id."
JUDGES = (Sources,)


def check(subject: Sources) -> Iterator[Problem]:
    yield from subject.listing.complaints
    often = Counter(source.id for source in subject.listing.sources)
    for source in subject.listing.sources[::-1]:
        if often[source.id] > 1:
            often[source.id] -= 1
            yield Problem(f'the source id "{source.id}" is used more than once', (*source.path, "id"), source.id)
