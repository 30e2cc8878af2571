"""A modifier extension is one that readers know."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.structure import of_kind
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.definitions.defects import Kind
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "FHIR extensibility: a modifier may negate what it stands on; who does not know it cannot use that element."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from of_kind(subject, Kind.MODIFIER)
