"""The number of doses that the text of a coded Dosage states is coded."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.uncoded import left_out
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "An order without an end goes on after the last dose that was meant."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from left_out(subject.document, "number of doses")
