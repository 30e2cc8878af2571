"""Units and millilitres are written unit and mL, not U, IU or cc."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.prose import prose
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "ISMP's list of error-prone notations: U is read as 0 or 4 (4U as 40), IU as IV or 10, cc as U."
JUDGES = (Fhir,)

_WRITTEN = re.compile(r"(?:(?<=\d)|(?<=\d )|^)(?:[iI]?[uU]|cc)(?=$|[\s/.,;)])", re.MULTILINE)
_EXPECTED = {"u": "unit", "iu": "international unit", "cc": "mL"}


def check(subject: Fhir) -> Iterator[Problem]:
    for path, match in prose(subject.document).find(_WRITTEN):
        expected = _EXPECTED[match[0].lower()]
        yield Problem(f'"{match[0]}" can be misread, expected {expected}', path, match[0], expected)
