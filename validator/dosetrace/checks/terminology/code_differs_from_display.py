"""A code whose display we know is the code of that display."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.findings import Level, Problem
from dosetrace.terminology import codes

LEVEL = Level.ERROR
WHY = "FHIR Coding.display is the meaning of the code: one digit off is another disease, drug or route."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, value in subject.document.elements:
        known = _codes_by_display().get((words(value.get("system")), words(value.get("display"))))
        code = words(value.get("code"))
        if known and code not in known:
            expected = " or ".join(sorted(known))
            yield Problem(
                f'"{value.get("display")}" has the code {code}, expected {expected}', (*path, "code"), code, expected
            )


@cache
def _codes_by_display() -> dict[tuple[str, str], frozenset[str]]:
    table: dict[tuple[str, str], frozenset[str]] = {}
    for row in (code for found in codes().values() for code in found):
        key = (row.system, row.display)
        table[key] = table.get(key, frozenset()) | {row.code}
    return table
