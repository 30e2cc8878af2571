"""Every unit code is UCUM."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.findings import Level, Problem
from dosetrace.units import UCUM, is_ucum

LEVEL = Level.ERROR
WHY = "FHIR's dose units are UCUM codes: mg/m^2, mcg and sqm are none, and who does not know a code may drop it."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, value in subject.document.elements:
        code = words(value.get("code"))
        if value.get("system") == UCUM and code and not is_ucum(code):
            yield Problem(
                f'the unit code "{code}" is no UCUM',
                (*path, "code"),
                code,
                "a code such as mg/m2, ug/kg or d",
            )
