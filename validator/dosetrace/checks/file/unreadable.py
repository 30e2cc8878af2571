"""A file can be read: it is UTF-8, and valid YAML or JSON."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import UnreadableFile
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "What cannot be read cannot be judged; an import that stops half way may leave half a regimen."
JUDGES = (UnreadableFile,)


def check(subject: UnreadableFile) -> Iterator[Problem]:
    yield Problem(subject.message, ())
