"""An element that FHIR allows once is a single value."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.structure import of_kind
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.definitions.defects import Kind
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = (
    "FHIR cardinality ..1: in JSON only elements that may repeat are lists, so a reader fails on it or takes the first."
)
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from of_kind(subject, Kind.REPEATED)
