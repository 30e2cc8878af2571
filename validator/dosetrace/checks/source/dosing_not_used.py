"""A source that states dosing is used by a protocol, and one that states none gives no dose."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Dataset
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A dosing statement that nobody encoded is missing without a trace."
JUDGES = (Dataset,)


def check(subject: Dataset) -> Iterator[Problem]:
    dosing = {e.source for p in subject.protocols if p.regimen.phases for e in p.regimen.extracts}
    for name, source in sorted(subject.sources.items()):
        stated, used = source.entry.states_dosing, name in dosing
        if stated and not used:
            yield Problem(f"{name} states dosing and no protocol uses it", (), "no protocol", "a protocol")
        if used and not stated:
            yield Problem(f"{name} states no dosing and a protocol takes doses from it", (), "a protocol", "none")
