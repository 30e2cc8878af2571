"""The unit that people read is the unit that computers read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.coded import quantities
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem
from dosetrace.spelling import unit_of_text
from dosetrace.ucum import UCUM
from dosetrace.units import Unit

LEVEL = Level.ERROR
WHY = "FHIR Quantity.unit is what people read, code what computers read: mg over g is a thousandfold error."
JUDGES = (Fhir,)

_PIECE = re.compile(
    r"(?:tab(?:let)?|cap(?:sule)?|vial|drop|puff|spray|patch|suppositor|ampoule|syringe)\w{0,3}\.?", re.I
)
_NOTE = re.compile(r"(?<=[\w\]])\{[^{}]{0,40}\}")
"""An annotation behind a unit changes nothing in UCUM: `mg/kg{BSA}` is mg/kg."""


def check(subject: Fhir) -> Iterator[Problem]:
    for path, system, code, unit in quantities(subject.document):
        if system == UCUM and unit != code and unit and code and _differ(unit, Unit(_NOTE.sub("", code) or code)):
            expected = Unit(code).text
            yield Problem(f'the unit reads "{unit}", its code is {code}', (*path, "unit"), unit, expected)


def _differ(text: str, coded: Unit) -> bool:
    """Only what is known on both sides can contradict: of others we cannot tell every spelling."""
    read = unit_of_text(text)
    if coded.dimension is None:
        return read is not None and _PIECE.fullmatch(coded.code.strip("{}")) is not None
    if read is None:
        return _PIECE.fullmatch(text) is not None and not coded.dimension.startswith("[count]")
    return read.dimension != coded.dimension or read.factor_to(coded) != 1
