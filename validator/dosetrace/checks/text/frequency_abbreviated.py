"""How often a dose is given is written in words, not as QD, QOD or TIW."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.prose import prose
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "ISMP's list of error-prone notations: QD is read as QID, QOD as QD, TIW as three times a day."
JUDGES = (Fhir,)

_WRITTEN = re.compile(r"(?<![\w.])(?:q\.?d\.?|q\.?o\.?d\.?|q1d|tiw|q\.?h\.?s\.?)(?![\w.])", re.IGNORECASE)
_EXPECTED = {"qd": "daily", "qod": "every other day", "q1d": "daily", "tiw": "3 times weekly", "qhs": "nightly"}


def check(subject: Fhir) -> Iterator[Problem]:
    for path, match in prose(subject.document).find(_WRITTEN):
        expected = _EXPECTED[match[0].lower().replace(".", "")]
        yield Problem(f'"{match[0]}" can be misread, expected "{expected}"', path, match[0], expected)
