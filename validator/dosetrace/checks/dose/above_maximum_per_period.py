"""The doses planned for a period stay within the maximum for that period."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.planned import beyond_limits, limited_by_maximum
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR: Dosage.maxDosePerPeriod is the upper limit on medication per unit of time."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        if not limited_by_maximum(one):
            yield from beyond_limits(one)
