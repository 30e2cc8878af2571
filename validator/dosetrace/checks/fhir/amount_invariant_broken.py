"""Quantities, ranges, ratios and dosages are consistent in themselves."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.structure import of_kind
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.definitions.defects import Kind
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR invariants qty-3, sqty-1, drt-1, age-1, dis-1, cnt-3, rng-2, rat-1, ratrng-1 and -2, sdd-1, dos-1, mad-1."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from of_kind(subject, Kind.AMOUNT)
