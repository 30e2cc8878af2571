"""The subcutaneous route is written in full, not as SC or SQ."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.prose import AMOUNT, prose
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "ISMP's list of error-prone notations: SC is read as SL (sublingual), SQ as 5 every."
JUDGES = (Fhir,)

_WRITTEN = re.compile(rf"(?<=\d)\s?{AMOUNT}\b[^\n]{{0,40}}?(?<![\w/-])(SC|SQ|sc|sq|sub ?q|s\.c\.)(?![\w-])")


def check(subject: Fhir) -> Iterator[Problem]:
    for path, match in prose(subject.document).find(_WRITTEN):
        yield Problem(f'"{match[1]}" can be misread, expected subcutaneous', path, match[1], "subcutaneous")
