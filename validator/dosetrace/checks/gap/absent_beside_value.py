"""A value that is marked absent is not there."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.marks import is_absent
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "data-absent-reason says that there is no value; one beside it was added by somebody."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, value in subject.document.elements:
        if is_absent(value) and ({"value", "coding", "text", "numerator", "low"} & set(value)):
            yield Problem("marked as not stated, with a value beside it", path, "a value", "no value")
