"""An extension has either a value or extensions, and the one its definition asks for."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.structure import of_kind
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.definitions.defects import Kind
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR invariant ext-1 and the definition of the extension: a value of another type is not read."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from of_kind(subject, Kind.EXTENSION)
