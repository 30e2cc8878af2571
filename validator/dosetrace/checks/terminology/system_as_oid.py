"""A code system that has an address in FHIR is not named by its object identifier."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.coded import codings
from dosetrace.checks.shared.codesystems import OIDS
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "FHIR (Using Codes): where a code system has an address, that is used, not its OID."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, system, _, _ in codings(subject.document):
        expected = OIDS.get(system)
        if expected is not None:
            message = f'the code system is named "{system}", expected {expected}'
            yield Problem(message, (*path, "system"), system, expected)
