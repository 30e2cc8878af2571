"""Every dosing number is quoted, derived or absent."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "In a file that gives its sentences, a number without one was put there by somebody else."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    if isinstance(subject, Fhir) and not subject.has_provenance:
        return
    for fact in subject.facts:
        if not fact.quotes and fact.derived is None:
            message = f"{fact.statement}, with neither a quote nor a derivation"
            yield Problem(message, fact.path, fact.text, "the words it came from, or how it follows")
