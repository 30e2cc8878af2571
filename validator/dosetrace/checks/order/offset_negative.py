"""The time between two actions is not less than nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.relations import offsets
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "After by minus two days means before, and an engine that drops the sign gives it two days late."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, amount in offsets(subject.document):
        if amount.low < 0:
            yield Problem(f"an offset of {amount}, expected 0 or more", path, str(amount), "0 or more")
