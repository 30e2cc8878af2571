"""The time between two actions is not less than nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.relations import offsets
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosage import unit_of
from dosetrace.findings import Level, Problem
from dosetrace.units import decimal, plain

LEVEL = Level.ERROR
WHY = "After by minus two days means before, and an engine that drops the sign gives it two days late."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, offset in offsets(subject.document):
        value = decimal(offset.get("value"))
        if value is not None and value < 0:
            found = f"{plain(value)} {unit_of(offset)}"
            yield Problem(f"an offset of {found}, expected 0 or more", path, found, "0 or more")
