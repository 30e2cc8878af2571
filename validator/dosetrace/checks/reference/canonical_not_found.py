"""Every canonical to what a file itself holds leads there: a contained resource, or the version it has."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.canonicals import meant
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.walk import canonicals
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A server never resolves canonicals on import: an order whose definition is missing is an empty line."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    """A file with an extract of its own is to be imported where nothing else is known: it has to hold everything."""
    for path, target in canonicals(subject.document):
        if subject.document.canonical(target) is None:
            near = meant(subject.document, target)
            if subject.has_provenance or target.startswith("#") or near:
                expected = near or "a resource of this file"
                yield Problem(f'"{target}" is not in this file, expected {expected}', path, target, expected)
