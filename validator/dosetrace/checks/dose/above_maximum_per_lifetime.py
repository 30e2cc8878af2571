"""All doses of a Dosage together stay within the maximum for a lifetime."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.planned import beyond
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosages import written
from dosetrace.fhir.read.timing import repetitions
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR: Dosage.maxDosePerLifetime is the upper limit on medication per lifetime of the patient."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        if "maxDosePerLifetime" in one.value:
            times = 1 if one.as_needed else repetitions(one.repeat)[0] or 1
            yield from beyond(one, "maxDosePerLifetime", times)
