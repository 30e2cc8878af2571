"""Every part of a composed protocol is a protocol."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Protocol
from dosetrace.findings import InputError, Level, Problem

LEVEL = Level.ERROR
WHY = "A pathway with a missing step is another treatment."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    for part in subject.regimen.parts:
        try:
            subject.lookup(part)
        except InputError as error:
            yield Problem(str(error), ("reading",), part)
