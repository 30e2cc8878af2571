"""The largest dose that the text of a coded Dosage allows is coded."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.uncoded import left_out
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = 'HL7\'s own example meddisp0315 says "Do not exceed more than 4mg per day" and codes no maximum.'
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from left_out(subject.document, "maximum")
