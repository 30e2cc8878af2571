"""The branch for the case that nobody knows holds when nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.branches import Branch, choices
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import FhirDocument, mapping, objects, words
from dosetrace.fhir.read.library import defines
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = (
    "CQL and FHIRPath: a comparison with null is null, and so is its negation: without a test for null no branch holds."
)
JUDGES = (Fhir,)

_COMPARES = re.compile(r"[<>=]")
_TESTS = re.compile(
    r"\bis (?:null|(?:not )?(?:true|false))\b|\bexists\b|\bempty\(|\bcoalesce\b|\bcount\b|~|\bhasValue\(|\biif\(",
    re.IGNORECASE,
)
_WORD = re.compile(r'"([^"]+)"|\b([A-Za-z_]\w*)\b')
_MOST = 50


def check(subject: Fhir) -> Iterator[Problem]:
    for choice in choices(subject.document):
        if choice.behaviour == "exactly-one":
            branches = [branch for branch in choice.branches if branch.bodies]
            last = [branch for branch in branches if _decides(branch)]
            if len(branches) > 1 and last and not any(_safe(subject.document, branch) for branch in last):
                found = " and ".join(last[0].bodies)[:200]
                message = f'"{found}" does not hold for a value that is not known, expected a test for null'
                yield Problem(message, (*last[0].path, "condition"), found, "such as: value is null")


def _decides(branch: Branch) -> bool:
    """Whether a branch orders nothing: it is there for what the others do not cover."""
    return not any(branch.action.get(name) for name in ("definitionCanonical", "definitionUri", "resource", "action"))


def _safe(document: FhirDocument, branch: Branch) -> bool:
    """Whether its expression, with the defines it uses, tests for null, or compares nothing that can be seen."""
    own = " ".join(branch.bodies)
    used = "\n".join(_used(document, branch))
    if _TESTS.search(own) or _TESTS.search(used) or "is not null" in used:
        return True
    return _COMPARES.search(f"{own} {used}") is None


def _used(document: FhirDocument, branch: Branch) -> list[str]:
    """The defines that its expression uses, and those that they use."""
    known: dict[str, str] = {}
    for _, condition in objects(branch.action.get("condition")):
        library = document.canonical(words(mapping(condition.get("expression")).get("reference")))
        known |= defines(library.value) if library is not None else {}
    parts: list[str] = []
    used, waiting = set[str](), list(branch.bodies)
    while waiting and len(parts) < _MOST:
        parts.append(waiting.pop(0))
        names = {quoted or plain for quoted, plain in _WORD.findall(parts[-1])} & known.keys() - used
        used |= names
        waiting += [known[name] for name in sorted(names)]
    return parts[len(branch.bodies) :]
