"""How long the text of a coded Dosage says a drug is given is coded."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.uncoded import left_out
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = 'HL7\'s own example medrx0318 says "x 3 days" and codes every 6 hours without an end.'
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from left_out(subject.document, "duration")
