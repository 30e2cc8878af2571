"""The language of a condition is one that its FHIR release has a name for."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.walk import conditions
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = (
    "FHIR (Expression.language, extensible): R4 names text/cql, text/fhirpath and application/x-fhir-query, R5 others."
)
JUDGES = (Fhir,)

_KNOWN = {
    "r4": ("text/cql", "text/fhirpath", "application/x-fhir-query"),
    "r5": ("text/cql", "text/cql-identifier", "text/cql-expression", "text/fhirpath", "text/x-fhir-query"),
}


def check(subject: Fhir) -> Iterator[Problem]:
    known = _KNOWN.get(subject.document.release, _KNOWN["r5"])
    for path, expression in conditions(subject.document):
        language = words(expression.get("language"))
        if language and language not in known:
            expected = " or ".join(known)
            message = f'the language "{language}" is none of {subject.document.release.upper()}, expected {expected}'
            yield Problem(message, (*path, "language"), language, expected)
