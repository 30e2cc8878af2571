"""Two branches of which one says the opposite of the other do not ask the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.branches import Branch, choices
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import condition_text
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A lost or an added negation gives those whom the words exclude what the words keep from them."
JUDGES = (Fhir,)

_NOT = re.compile(r"\b(?:not|no|never|without)\b\s*|\bnon-?", re.IGNORECASE)


def check(subject: Fhir) -> Iterator[Problem]:
    for choice in choices(subject.document):
        seen: dict[tuple[tuple[str, ...], str], tuple[str, Branch]] = {}
        for branch in choice.branches:
            text = " ".join((condition_text(branch.action) or "").lower().split())
            if branch.bodies and text:
                other, first = seen.setdefault((branch.asks, _NOT.sub("", text)), (text, branch))
                if bool(_NOT.search(text)) != bool(_NOT.search(other)):
                    found = " and ".join(branch.bodies)[:200]
                    message = f'"{other}" and "{text}" ask the same: "{found}"'
                    yield Problem(message, branch.path, found, "the opposite", related=(first.path,))
