"""A protocol file has the shape of its JSON Schema, and every amount in it is one."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import ProtocolText
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A reader of YAML passes over a key it does not know: a misspelt one is a fact lost in silence."
JUDGES = (ProtocolText,)


def check(subject: ProtocolText) -> Iterator[Problem]:
    yield from subject.protocol.complaints
