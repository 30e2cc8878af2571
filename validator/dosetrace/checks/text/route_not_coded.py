"""The route that the text of a coded Dosage states is coded."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.checks.uncoded import left_out
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "A system that warns of vincristine by the intrathecal route reads the coded route, not the text."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from left_out(subject.document, "route")
