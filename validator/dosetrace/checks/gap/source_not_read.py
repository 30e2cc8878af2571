"""What is not stated was looked for in a source of the list."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "Not stated means: looked for there, and not found."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    used = {extract.source for extract in subject.regimen.extracts}
    for declared in subject.regimen.gaps:
        for name in declared.looked_in:
            if name not in used:
                expected = " or ".join(sorted(used))
                yield Problem(
                    f'{declared.gap.text} was looked for in "{name}", expected {expected}',
                    ("not_stated",),
                    name,
                    expected,
                )
