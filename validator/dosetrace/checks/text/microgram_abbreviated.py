"""A microgram is written mcg or in full, not with the Greek letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.prose import prose
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "ISMP's list of error-prone notations: µg is read as mg, a dose a thousand times too large."
JUDGES = (Fhir,)

_WRITTEN = re.compile(r"[µμ]g(?![^\W\d])")


def check(subject: Fhir) -> Iterator[Problem]:
    for path, match in prose(subject.document).find(_WRITTEN):
        yield Problem(f'"{match[0]}" can be read as mg, expected mcg or microgram', path, match[0], "mcg or microgram")
