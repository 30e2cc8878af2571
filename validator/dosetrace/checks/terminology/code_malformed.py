"""Every code of a well-known system has the form of its codes."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.coded import codings
from dosetrace.checks.shared.codesystems import PATTERNS
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "RxNorm codes are digits, ATC codes letters and digits in fixed places: a name in their place is found by nobody."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, system, code, _ in codings(subject.document):
        if system in PATTERNS and code:
            pattern, expected = PATTERNS[system]
            if not pattern.fullmatch(code):
                message = f'"{code}" is no code of {system}, expected {expected}'
                yield Problem(message, (*path, "code"), code, expected)
