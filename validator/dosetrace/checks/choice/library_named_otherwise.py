"""The CQL of a library calls itself by the name and the version of the library."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Resource, words
from dosetrace.fhir.read.library import has_cql, named
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "An engine finds CQL by the name in it: under another name no condition is decided and every branch is dropped."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for library in subject.document.of_kind("Library"):
        if has_cql(library.value):
            yield from _judge(library, strict=subject.has_provenance)


def _judge(library: Resource, *, strict: bool) -> Iterator[Problem]:
    """`strict` where the file means to run as it is: there the name has to be the last part of the url too."""
    found, path = named(library.value), (*library.path, "content")
    if found is None:
        yield Problem(f"the CQL of {library.reference} has no name", path, "no library line", f"library {library.name}")
        return
    name, version = found
    own = words(library.value.get("name")) or library.url.rsplit("/", 1)[-1]
    expected = library.name if strict else own
    if expected and name not in (expected, library.name):
        yield Problem(f'the CQL calls itself "{name}", the library is {expected}', path, name, expected)
    if version is not None and library.version and not _same(version, library.version):
        message = f'the CQL says version "{version}", the library is {library.version}'
        yield Problem(message, path, version, library.version)


def _same(version: str, other: str) -> bool:
    """Whether two versions are one: `2` is `2.0.0`."""
    parts = [re.sub(r"(\.0)+$", "", text) for text in (version, other)]
    return parts[0] == parts[1]
