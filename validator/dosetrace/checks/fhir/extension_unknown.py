"""An extension whose address is almost a known one is a misspelt one."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.urls import (
    DATA_ABSENT_REASON,
    DAYS_OF_CYCLE,
    DERIVATION_REFERENCE,
    DERIVED,
    FROM_CYCLE,
    NOT_STATED,
    STATED_TOTAL,
)
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR lets a receiver ignore an extension it does not know: a slip in the address takes the day with it."
JUDGES = (Fhir,)

_KNOWN = (DATA_ABSENT_REASON, DAYS_OF_CYCLE, DERIVATION_REFERENCE, DERIVED, FROM_CYCLE, NOT_STATED, STATED_TOTAL)
_CLOSE = 0.95
"""Two letters of forty: more is another extension, not a slip."""


def check(subject: Fhir) -> Iterator[Problem]:
    for path, value in subject.document.extensions:
        url = value.get("url")
        if isinstance(url, str) and url not in _KNOWN and "/" in url:
            near = get_close_matches(url, _KNOWN, 1, _CLOSE)
            if near:
                yield Problem(f'the extension "{url}" is not known, expected "{near[0]}"', (*path, "url"), url, near[0])
