"""A unit code has the capitals of the unit it is meant for."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.coded import quantities
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem
from dosetrace.ucum import UCUM, is_ucum
from dosetrace.units import Unit

LEVEL = Level.ERROR
WHY = (
    "UCUM is case sensitive: MG is the megagauss, G the gauss, ML a million litres, H the henry, u an atomic mass unit."
)
JUDGES = (Fhir,)

_MEANT = {unit.lower(): unit for unit in ("mg", "g", "ug", "ng", "kg", "mL", "mmol", "mol", "h", "U", "m2")}


def check(subject: Fhir) -> Iterator[Problem]:
    for path, system, code, _ in quantities(subject.document):
        if system == UCUM and code and Unit(code).dimension is None:
            meant = "/".join(_MEANT.get(part.lower(), part) for part in code.split("/"))
            if meant not in (code, code.replace("ml", "mL")) and is_ucum(code):
                yield Problem(f'the unit code "{code}" is another unit than {meant}', (*path, "code"), code, meant)
