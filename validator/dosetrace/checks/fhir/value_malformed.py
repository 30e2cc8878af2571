"""Every value has the form of its FHIR datatype."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.structure import of_kind
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.definitions.defects import Kind
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = 'FHIR datatypes: 2 is a decimal and "2" is none, 2024-02-30 is no date; a value that does not parse is lost.'
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from of_kind(subject, Kind.MALFORMED)
