"""The address of a well-known code system is spelt as its owner has it."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.coded import codings
from dosetrace.checks.shared.codesystems import system_meant
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "Systems are compared letter by letter: with https or a slash at the end it is another system."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    known: dict[str, str | None] = {}
    for path, system, _, _ in codings(subject.document):
        if system not in known:
            known[system] = system_meant(system) if system else None
        expected = known[system]
        if expected is not None:
            message = f'the code system "{system}" is unknown, expected {expected}'
            yield Problem(message, (*path, "system"), system, expected)
