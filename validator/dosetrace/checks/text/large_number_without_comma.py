"""A dose of five digits or more is written with commas or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.prose import AMOUNT, prose
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "ISMP's list of error-prone notations: 100000 units is read as 10,000 or 1,000,000."
JUDGES = (Fhir,)

_WRITTEN = re.compile(rf"(?<![\w.,/-])\d{{5,15}}(?=\s?{AMOUNT}\b)")


def check(subject: Fhir) -> Iterator[Problem]:
    for path, match in prose(subject.document).find(_WRITTEN):
        expected = f"{int(match[0]):,}"
        yield Problem(f'"{match[0]}" has many digits without a comma, expected "{expected}"', path, match[0], expected)
