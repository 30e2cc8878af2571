"""A dose stays within the maximum for one administration."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.planned import beyond
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR: Dosage.maxDosePerAdministration is the upper limit on medication per administration."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        if "maxDosePerAdministration" in one.value:
            yield from beyond(one, "maxDosePerAdministration", 1)
