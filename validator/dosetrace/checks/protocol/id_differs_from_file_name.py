"""The id of a protocol is the name of its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from dosetrace.checks.subjects import STANDARD_INPUT, Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "Bundles, schedules and references find a protocol by its id."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    name = PurePath(subject.file).stem
    if subject.regimen.id != name and subject.file != STANDARD_INPUT:
        yield Problem(
            f'the protocol is "{subject.regimen.id}", its file "{name}"',
            ("protocol",),
            subject.regimen.id,
            name,
        )
