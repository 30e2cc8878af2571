"""Every reading and extract names a source of the list."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from dosetrace.checks.subjects import Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A sentence without a known source cannot be looked up."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    known = sorted(subject.sources)
    for said in subject.protocol.said:
        if known and said.source not in known:
            near = get_close_matches(said.source, known, 1)
            expected = near[0] if near else " or ".join(known)
            yield Problem(
                f'the source "{said.source}" is not listed, expected {expected}',
                (*said.path[:-1], "in"),
                said.source,
                expected,
            )
