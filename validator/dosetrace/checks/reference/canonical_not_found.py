"""Every canonical of our own or to a bundle's own base is in the bundle, in the version it names."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.walk import canonicals
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A server never resolves canonicals on import: an order whose definition is missing is an empty line."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    bases = {resource.url.rsplit("/", 2)[0] for resource in subject.document.resources if resource.url.count("/") > 2}
    known = {resource.url: resource.version for resource in subject.document.resources if resource.url}
    for path, target in canonicals(subject.document):
        url, _, _ = target.partition("|")
        ours = (
            subject.has_provenance
            or target.startswith("#")
            or (subject.document.is_bundle and url.rsplit("/", 2)[0] in bases)
        )
        if ours and subject.document.canonical(target) is None:
            expected = f"{url}|{known[url]}" if url in known else "a resource of this file"
            yield Problem(f'"{target}" is not in this file', path, target, expected)
