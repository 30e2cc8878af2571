"""A plan by itself has its definitions in the same file, so that their doses can be judged."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.NOTE
WHY = "No finding on a plan whose definitions are in another file says nothing of their doses."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    if subject.document.is_bundle or subject.has_provenance:
        return
    missing: dict[str, Path] = {}
    for path, action in actions(subject.document):
        target = words(action.get("definitionCanonical"))
        if target and not target.startswith("#") and subject.document.canonical(target) is None:
            missing.setdefault(target, (*path, "definitionCanonical"))
    if missing:
        first, path = next(iter(missing.items()))
        others = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        message = f'"{first}"{others} not in this file: doses not judged'
        yield Problem(
            message, path, str(len(missing)), "definitions in this file", related=tuple(missing.values())[1:20]
        )
