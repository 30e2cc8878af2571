"""The unit that people read is the unit that computers read."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.findings import Level, Problem
from dosetrace.spelling import spelled_out
from dosetrace.units import UCUM, Unit

LEVEL = Level.ERROR
WHY = "FHIR Quantity.unit is what people read, code what computers read: mg over g is a thousandfold error."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, value in subject.document.elements:
        unit, code = words(value.get("unit")), words(value.get("code"))
        if value.get("system") == UCUM and unit and _dosing(code) and spelled_out(unit) != spelled_out(code):
            yield Problem(f'the unit reads "{unit}", its code is {code}', (*path, "unit"), unit, Unit(code).text)


def _dosing(code: str) -> bool:
    """Whether it is a unit of our table: of others we cannot tell every spelling."""
    return Unit(code).dimension is not None
