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
    closed = subject.document.is_bundle and subject.has_provenance
    for path, value in subject.document.elements:
        if "reference" not in value:
            continue
        target = words(value["reference"])
        inside = closed and "://" not in target
        local = inside or target.startswith("#")
        # "#" alone is the resource around a contained one
        if (
            target not in ("", "#")
            and local
            and "language" not in value
            and subject.document.referenced(target) is None
        ):
            yield Problem(f'"{target}" is not in this file', (*path, "reference"), target, "a resource of this file")
