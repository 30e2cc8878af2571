"""Every canonical to what a file itself holds leads there: to a contained resource, or to the version that is in it."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.walk import canonicals
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A server never resolves canonicals on import: an order whose definition is missing is an empty line."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    """A file with an extract of its own is to be imported where nothing else is known: it has to hold everything."""
    known = {resource.url: resource.version for resource in subject.document.resources if resource.url}
    for path, target in canonicals(subject.document):
        url, _, _ = target.partition("|")
        own = subject.has_provenance or target.startswith("#") or url in known
        if own and subject.document.canonical(target) is None:
            expected = f"{url}|{known[url]}" if url in known else "a resource of this file"
            yield Problem(f'"{target}" is not in this file', path, target, expected)
