"""The length of an infusion that the text of a coded Dosage states is coded."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.checks.uncoded import left_out
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "Without its length an infusion over hours is planned, and may be given, as an injection."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from left_out(subject.document, "infusion time")
