"""A code whose display we know is the code of that display."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from dosetrace.checks.shared.coded import codings
from dosetrace.checks.shared.medicines import told_of_drugs
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import FhirDocument
from dosetrace.findings import Level, Path, Problem
from dosetrace.terminology import codes, routes_by_code

LEVEL = Level.ERROR
WHY = "FHIR Coding.display is the meaning of the code: one digit off is another disease, drug or route."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, system, code, display in codings(subject.document):
        known = _codes_by_display().get((system, display))
        if known and code and code not in known and not _told(subject.document, path, (system, code)):
            expected = " or ".join(sorted(known))
            yield Problem(f'"{display}" has the code {code}, expected {expected}', (*path, "code"), code, expected)


def _told(document: FhirDocument, path: Path, code: tuple[str, str]) -> bool:
    """Whether a check of drugs or of routes says it, and what the code is instead."""
    return path in told_of_drugs(document) or ("route" in path and code in routes_by_code())


@cache
def _codes_by_display() -> dict[tuple[str, str], frozenset[str]]:
    table: dict[tuple[str, str], frozenset[str]] = {}
    for row in (code for found in codes().values() for code in found):
        key = (row.system, row.display)
        table[key] = table.get(key, frozenset()) | {row.code}
    return table
