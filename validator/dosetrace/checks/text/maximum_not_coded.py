"""The largest dose that the text of a coded Dosage allows is coded."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.checks.uncoded import left_out
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "A dose worked out from the structure passes the cap that stands in the text alone: vincristine is often limited to 2 mg."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from left_out(subject.document, "maximum")
