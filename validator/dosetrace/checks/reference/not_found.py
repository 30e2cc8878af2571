"""Every reference leads to a resource of the bundle."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR invariant ref-1 for contained resources; a bundle is imported where nothing else of it is known."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, value in subject.document.elements:
        target = words(value.get("reference"))
        local = target.startswith("#") or (
            subject.document.is_bundle and subject.has_provenance and "://" not in target
        )
        if target and local and "language" not in value and subject.document.referenced(target) is None:
            yield Problem(f'"{target}" is not in this file', (*path, "reference"), target, "a resource of this file")
