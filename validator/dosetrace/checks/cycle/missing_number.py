"""The cycles of a protocol run from 1 without a gap."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A cycle in which nothing is given is one that was forgotten."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    phases = [phase for phase in subject.regimen.phases if phase.cycles]
    numbers = {n for phase in phases if phase.cycles for n in phase.cycles.numbers}
    missing = [n for n in range(1, max(numbers, default=0) + 1) if n not in numbers]
    if missing:
        found = ", ".join(map(str, missing))
        yield Problem(
            f"nothing is given in cycle {found}",
            ("reading",),
            f"no cycle {found}",
            f"cycles 1 to {max(numbers)}",
        )
