"""Every part of a composed protocol is a protocol, and none contains itself."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Protocol
from dosetrace.course import schedule_of
from dosetrace.findings import InputError, Level, Problem

LEVEL = Level.ERROR
WHY = "A pathway with a missing step is another treatment."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    missing = False
    for part in subject.regimen.parts:
        try:
            subject.lookup(part)
        except InputError as error:
            missing = True
            yield Problem(str(error), ("reading",), part)
    if not missing:
        try:
            schedule_of(subject.regimen, subject.lookup)
        except InputError as error:
            yield Problem(str(error), ("reading",), subject.regimen.id)
