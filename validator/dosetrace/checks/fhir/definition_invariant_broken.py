"""Expressions, triggers, inputs and actions are consistent in themselves."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.structure import of_kind
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.definitions.defects import Kind
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR invariants exp-1, exp-2, trd-1, trd-2, trd-3, drq-1, drq-2, pld-0, pld-1, rqg-1 and grp-1."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from of_kind(subject, Kind.DEFINITION)
