"""No cycle lies beyond the number of cycles that the source states."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "Cycles after the last one are treatment nobody planned."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    stated = subject.regimen.cycles_in_all
    if stated is not None and subject.regimen.cycle_count != stated.value:
        found, expected = str(subject.regimen.cycle_count), str(stated.value)
        message = f"the cycles run to {found}, the source states {expected}"
        yield Problem(message, ("reading",), found, expected, subject.sentence(stated.quotes))
