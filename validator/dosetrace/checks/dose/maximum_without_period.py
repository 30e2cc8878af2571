"""A maximum per period says for which time it holds."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.planned import maxima
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosage import unit_of
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Problem
from dosetrace.spelling import unit_of_text

LEVEL = Level.ERROR
WHY = "FHIR: Dosage.maxDosePerPeriod is the upper limit on medication per unit of time."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        for path, ratio in maxima(one):
            if "denominator" in ratio:  # a ratio without one is fhir/amount-invariant-broken: rat-1
                unit = unit_of(ratio["denominator"])
                known = unit_of_text(unit)
                if not unit or (known is not None and known.dimension not in ("[time]", "[calendar]")):
                    per = f"per {unit}" if unit and unit != "1" else "for a number without a unit"
                    message = f"the maximum is {per}, expected a time"
                    yield Problem(message, (*path, "denominator"), unit or None, "such as 1 d")
