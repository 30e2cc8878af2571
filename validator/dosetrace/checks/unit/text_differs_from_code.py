"""The unit that people read is the unit that computers read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.findings import Level, Problem
from dosetrace.typography import fold
from dosetrace.units import UCUM, Unit

LEVEL = Level.ERROR
WHY = "A screen that shows mg over a code of g shows a dose a thousand times too small."
JUDGES = (Fhir,)

_SPELLINGS = {
    "μg": "ug",
    "mcg": "ug",
    "microgram": "ug",
    "micrograms": "ug",
    "sqm": "m2",
    "m^2": "m2",
    "day": "d",
    "days": "d",
    "hour": "h",
    "hours": "h",
    "hr": "h",
    "week": "wk",
    "weeks": "wk",
    "month": "mo",
    "months": "mo",
    "year": "a",
    "years": "a",
    "minute": "min",
    "minutes": "min",
    "milligram": "mg",
    "milligrams": "mg",
    "gram": "g",
    "grams": "g",
    "kilogram": "kg",
    "unit": "[IU]",
    "units": "[IU]",
    "IU": "[IU]",
}


def check(subject: Fhir) -> Iterator[Problem]:
    for path, value in subject.document.elements:
        unit, code = words(value.get("unit")), words(value.get("code"))
        if value.get("system") == UCUM and unit and _dosing(code) and _normal(unit) != _normal(code):
            yield Problem(f'the unit reads "{unit}", its code is {code}', (*path, "unit"), unit, Unit(code).text)


def _dosing(code: str) -> bool:
    """Whether it is a unit of our table: of others we cannot tell every spelling."""
    return Unit(code).dimension is not None


def _normal(text: str) -> str:
    return "/".join(_SPELLINGS.get(part, part) for part in re.split(r"\s*/\s*|\s+per\s+", fold(text).strip()))
