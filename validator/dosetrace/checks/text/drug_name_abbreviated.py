"""The name of a drug is written in full where another drug is mistaken for its abbreviation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.prose import prose
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.WARNING
WHY = "ISMP's list of error-prone notations: MTX is taken for mitoxantrone, AZT for azathioprine."
JUDGES = (Fhir,)

_WRITTEN = re.compile(r"(?<![\w-])(?:MTX|AZT|CPZ|HCTZ|MSO4|MgSO4|ZnSO4)(?![\w-])")
_EXPECTED = {
    "MTX": "methotrexate",
    "AZT": "zidovudine",
    "CPZ": "prochlorperazine",
    "HCTZ": "hydrochlorothiazide",
    "MSO4": "morphine sulfate",
    "MgSO4": "magnesium sulfate",
    "ZnSO4": "zinc sulfate",
}


def check(subject: Fhir) -> Iterator[Problem]:
    for path, match in prose(subject.document).find(_WRITTEN):
        expected = _EXPECTED[match[0]]
        yield Problem(f'"{match[0]}" is taken for another drug, expected {expected} in full', path, match[0], expected)
