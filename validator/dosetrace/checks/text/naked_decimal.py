"""Every decimal fraction of a dose has a zero before its point."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.prose import AMOUNT, prose
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "ISMP's list of error-prone notations: .5 mg is read as 5 mg where the point is not seen."
JUDGES = (Fhir,)

_WRITTEN = re.compile(rf"(?<![\w.,])\.\d{{1,9}}(?=\s?{AMOUNT}\b)")


def check(subject: Fhir) -> Iterator[Problem]:
    for path, match in prose(subject.document).find(_WRITTEN):
        yield Problem(
            f'"{match[0]}" can be read without its point, expected "0{match[0]}"', path, match[0], f"0{match[0]}"
        )
