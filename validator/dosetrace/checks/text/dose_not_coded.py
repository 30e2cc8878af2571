"""The dose that the text of a coded Dosage states is coded."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.checks.uncoded import left_out
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "An order built from the structure has a drug, a route and times, and no dose: someone types it in again."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from left_out(subject.document, "dose")
