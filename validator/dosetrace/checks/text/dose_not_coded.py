"""The dose that the text of a coded Dosage states is coded."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.uncoded import left_out
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = 'HL7\'s own example meddisp0303 says "one to two tablets every 4-6 hours" and codes the times alone.'
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from left_out(subject.document, "dose")
