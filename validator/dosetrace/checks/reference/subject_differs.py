"""All orders of one request group are about its patient."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import FhirDocument, Json, mapping, words
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A group that holds an order of another patient gives one patient the other's dose."
JUDGES = (Fhir,)

_GROUPS = ("RequestGroup", "RequestOrchestration")


def check(subject: Fhir) -> Iterator[Problem]:
    for group in subject.document.resources:
        if group.kind in _GROUPS:
            first = _subject(group.value)
            for path, action in actions_of(group):
                target = words(mapping(action.get("resource")).get("reference"))
                order = subject.document.referenced(target) if target else None
                other = _subject(order.value) if order is not None else ""
                if other and first and not _same(subject.document, other, first):
                    message = f"{target} is about {other}, expected {first}"
                    yield Problem(message, (*path, "resource"), other, first)
                first = first or other


def _subject(value: Json) -> str:
    return words(mapping(value.get("subject")).get("reference"))


def _same(document: FhirDocument, one: str, other: str) -> bool:
    """Two spellings of one reference lead to the same resource, or end with the same type and id."""
    if one == other:
        return True
    found = document.referenced(one)
    if found is not None:
        return found is document.referenced(other)
    short, long = sorted((one, other), key=len)
    return not short.startswith(("#", "urn:")) and long.endswith(f"/{short}")
