"""The CQL of a library calls itself by the name and the version of the library."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Resource
from dosetrace.fhir.read.library import has_cql, named
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "An engine finds CQL by the name in it: under another name no condition is decided and every branch is dropped."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for library in subject.document.of_kind("Library"):
        if has_cql(library.value):
            yield from _judge(library)


def _judge(library: Resource) -> Iterator[Problem]:
    found, path = named(library.value), (*library.path, "content")
    if found is None:
        yield Problem(f"the CQL of {library.reference} has no name", path, "no library line", f"library {library.name}")
        return
    name, version = found
    if name != library.name:
        yield Problem(f'the CQL calls itself "{name}", the library is {library.name}', path, name, library.name)
    if version is not None and library.version and version != library.version:
        message = f'the CQL says version "{version}", the library is {library.version}'
        yield Problem(message, path, version, library.version)
