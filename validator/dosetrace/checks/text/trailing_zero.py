"""No whole number of a dose is written with a decimal point and a zero."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.prose import AMOUNT, prose
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "ISMP's list of error-prone notations: 1.0 mg is read as 10 mg where the point is not seen."
JUDGES = (Fhir,)

_WRITTEN = re.compile(rf"(?<![\w.,])(\d{{1,9}})\.0{{1,4}}(?=(?: ?(?:-|–|to) ?\d[\d.]*)?\s?{AMOUNT}\b)")


def check(subject: Fhir) -> Iterator[Problem]:
    for path, match in prose(subject.document).find(_WRITTEN):
        yield Problem(f'"{match[0]}" can be read without its point, expected "{match[1]}"', path, match[0], match[1])
