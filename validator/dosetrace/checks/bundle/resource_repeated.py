"""A bundle to import has each resource once."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "FHIR RESTful API: a resource can appear in a transaction once; in a batch one entry overwrites the other."
JUDGES = (Fhir,)

_IMPORTED = ("transaction", "batch")


def check(subject: Fhir) -> Iterator[Problem]:
    seen: dict[str, Path] = {}
    for resource in subject.document.resources if subject.document.value.get("type") in _IMPORTED else ():
        if resource.id and "contained" not in resource.path:
            if resource.reference in seen:
                yield Problem(
                    f"{resource.reference} is in the bundle twice",
                    resource.path,
                    resource.reference,
                    "once",
                    related=(seen[resource.reference],),
                )
            seen.setdefault(resource.reference, resource.path)
