"""The route is the one the words state."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.quoted import unlike
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Kind
from dosetrace.findings import Level, Problem
from dosetrace.terminology import ROUTES
from dosetrace.typography import fold

LEVEL = Level.ERROR
WHY = "Vincristine's label warns: fatal if given by other routes than the vein. A route counts like a number."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    yield from unlike(subject, (Kind.ROUTE,), _routes, lambda said, fact: said == fact.value)


def _routes(text: str) -> list[str]:
    words = fold(text).lower().replace("subcutaneously", "subcutaneous")
    return [route for route in ROUTES if route in words]
