"""A number and its unit stand apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.prose import prose
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.NOTE
WHY = "ISMP's list of error-prone notations: the m of 10mg is read as a zero or two."
JUDGES = (Fhir,)

_WRITTEN = re.compile(r"(?<![\w.,/-])\d[\d.,]{0,12}(mg|m[lL]|mcg|[uU]nits?|U|IU)(?![^\W\d])")


def check(subject: Fhir) -> Iterator[Problem]:
    for path, match in prose(subject.document).find(_WRITTEN):
        number = match[0].removesuffix(match[1])
        yield Problem(
            f'"{match[0]}" runs together, expected "{number} {match[1]}"', path, match[0], f"{number} {match[1]}"
        )
