"""A bundle holds the definitions and libraries that its plans are made of."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.canonicals import meant
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.walk import canonicals
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "No server has to fetch what a canonical names: what is defined elsewhere has to be there before."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    if not subject.document.is_bundle or subject.has_provenance:
        return
    for path, target in canonicals(subject.document):
        missing = target and not target.startswith("#") and subject.document.canonical(target) is None
        if missing and meant(subject.document, target) is None:
            message = f'"{target}" is not in this bundle: what it says is not judged'
            yield Problem(message, path, target, "a resource of this bundle")
