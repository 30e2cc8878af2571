"""The length of an infusion that the text of a coded Dosage states is coded."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.uncoded import left_out
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = 'HL7\'s own example meddisp0317 says "over 30 minutes" and codes no length: by the structure it is a bolus.'
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from left_out(subject.document, "infusion time")
