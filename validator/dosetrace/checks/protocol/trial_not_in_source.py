"""The trial of a protocol is one that its sources name."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A regimen under the wrong trial number is evidence for something nobody tried."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    trial = subject.regimen.trial
    sources = [subject.sources[e.source] for e in subject.regimen.extracts if e.source in subject.sources]
    named = sorted({name for source in sources for name in source.entry.trials})
    if trial and sources and trial not in named:
        expected = " or ".join(named) or "none"
        yield Problem(f"the trial is {trial}, the sources name {expected}", ("trial",), trial, expected)
