"""The doses allowed as needed stay within the maximum even where each of them is given."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.planned import beyond_limits, limited_by_maximum
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "Who gives every dose that the interval allows passes the maximum; the maximum has to be seen by who gives it."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        if limited_by_maximum(one):
            yield from beyond_limits(one)
