"""The high end of a dose range is less than ten times the low one."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared import planned
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "A range from 1 to 10 is often a misplaced decimal point; where it is meant, only the prescriber can choose."
JUDGES = (Fhir,)

_TENFOLD = 10


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        for path, dose in planned.doses(one):
            if dose.low > 0 and dose.high >= _TENFOLD * dose.low:
                message = f"the dose runs from {dose}, expected less than ten times the low end"
                yield Problem(message, (*path, "doseRange"), str(dose), f"less than {_TENFOLD * dose.low} {dose.unit}")
