"""Every SNOMED CT and LOINC code has the check digit that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.coded import codings
from dosetrace.checks.shared.codesystems import LOINC, check_digit
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem
from dosetrace.terminology import SNOMED

LEVEL = Level.ERROR
WHY = "SNOMED CT (Verhoeff) and LOINC (mod 10) end with a check digit: a wrong one is a slip or an invention."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, system, code, display in codings(subject.document):
        if system in (SNOMED, LOINC):
            expected = check_digit(system, code)
            if expected is not None and expected != code[-1]:
                shown = f' ("{display}")' if display else ""
                message = f"the code {code}{shown} ends with {code[-1]}, its check digit is {expected}"
                yield Problem(message, (*path, "code"), code[-1], expected)
