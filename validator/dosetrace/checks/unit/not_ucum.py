"""Every unit code is UCUM."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.coded import codings
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem
from dosetrace.spelling import ucum_of
from dosetrace.ucum import UCUM, is_ucum

LEVEL = Level.ERROR
WHY = "FHIR's dose units are UCUM codes: mg/m^2, mcg and sqm are none, and who does not know a code may drop it."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, system, code, _ in codings(subject.document):
        if system == UCUM and code and not is_ucum(code):
            expected = ucum_of(code) or "a code such as mg/m2, ug/kg or d"
            yield Problem(f'the unit code "{code}" is no UCUM, expected {expected}', (*path, "code"), code, expected)
