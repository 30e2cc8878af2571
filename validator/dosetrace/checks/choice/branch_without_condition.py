"""Where the branches of a choice of one have conditions, all have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.branches import Branch, choices
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = (
    "FHIR knows no otherwise: an action without a condition applies to everybody, beside the one whose condition holds."
)
JUDGES = (Fhir,)

_OTHERWISE = re.compile(r"\b(?:other|otherwise|else|default|standard|remaining|none of)\b", re.IGNORECASE)


def check(subject: Fhir) -> Iterator[Problem]:
    for choice in choices(subject.document):
        open_to_all = [branch for branch in choice.branches if not branch.action.get("condition")]
        asked = [branch for branch in choice.branches if branch.bodies]
        if choice.behaviour != "exactly-one" or len(open_to_all) != 1 or len(asked) < 2:
            continue
        if not _is_the_rest(open_to_all[0]):
            message = f"no condition, expected one as on the {len(asked)} branches beside it"
            yield Problem(message, open_to_all[0].path, "no condition", "a condition", related=(asked[0].path,))


def _is_the_rest(branch: Branch) -> bool:
    """Whether its words say that it is for everybody else."""
    return any(_OTHERWISE.search(text) for text in branch.words)
