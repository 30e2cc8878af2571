"""A bundle holds the definitions and libraries that its plans are made of."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.walk import canonicals
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "A server never resolves canonicals on import: what is defined elsewhere has to be there before."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    if not subject.document.is_bundle or subject.has_provenance:
        return
    known = {resource.url for resource in subject.document.resources if resource.url}
    for path, target in canonicals(subject.document):
        url = target.partition("|")[0]
        if url and not target.startswith("#") and url not in known:
            message = f'"{target}" is not in this bundle: its doses are not judged'
            yield Problem(message, path, target, "a resource of this bundle")
