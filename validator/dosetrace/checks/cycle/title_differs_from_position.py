"""The cycle numbers in a title are those the order of the cycles gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import cycles
from dosetrace.schedule import cycles_text

LEVEL = Level.ERROR
WHY = "The title is what people order by; the position is what a computer counts."
JUDGES = (Fhir,)

_TITLE = re.compile(r"cycles? \d.*", re.IGNORECASE)


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        title = words(cycle.action.get("title"))
        named = cycles(title.lower()) if _TITLE.fullmatch(title) else None
        if named and cycle.numbers and named != cycle.numbers:
            found, expected = title, f"Cycle {cycles_text(cycle.numbers)}"
            yield Problem(
                f'"{title}" stands where cycle {cycles_text(cycle.numbers)} comes',
                (*cycle.path, "title"),
                found,
                expected,
            )
