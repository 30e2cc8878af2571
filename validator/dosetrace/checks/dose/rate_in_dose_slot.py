"""A dose is an amount, not an amount per time."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosage import unit_of
from dosetrace.fhir.read.dosages import DOSES, written
from dosetrace.findings import Level, Problem
from dosetrace.spelling import per_time

LEVEL = Level.ERROR
WHY = "FHIR: Dosage.doseAndRate.dose[x] is the amount per dose; an amount per hour or per day has its place in rate[x]."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        for path, rate in one.rates:
            for slot in DOSES:
                unit = unit_of(rate[slot]) if slot in rate else ""
                if per_time(unit):
                    message = (
                        f"the dose has the unit {unit}, expected an amount without a time; a rate stands in rate[x]"
                    )
                    yield Problem(message, (*path, slot), unit, unit.rsplit("/", 1)[0])
