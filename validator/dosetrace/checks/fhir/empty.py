"""No object, list or text is empty."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.structure import of_kind
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.definitions.defects import Kind
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR invariant ele-1 and the JSON format: an element has a value or is not there."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from of_kind(subject, Kind.EMPTY)
