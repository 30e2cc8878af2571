"""What FHIR itself states as a warning is observed."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.structure import of_kind
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.definitions.defects import Kind
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "FHIR invariants of severity warning: cnl-0, cnl-1, adf-0, lib-0, pdf-0, cod-1, ident-1 and pld-3."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from of_kind(subject, Kind.ADVICE)
