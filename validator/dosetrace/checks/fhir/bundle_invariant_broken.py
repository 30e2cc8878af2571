"""A bundle has what its type asks for."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.structure import of_kind
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.definitions.defects import Kind
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR invariants bdl-1 to bdl-18: a server refuses a transaction with an entry that says not what to do."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from of_kind(subject, Kind.BUNDLE)
