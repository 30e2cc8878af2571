"""A dosage that says how many tablets or capsules codes as many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, words
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Problem
from dosetrace.units import decimal, rounded

LEVEL = Level.ERROR
WHY = "Take one tablet, coded as ten, is tenfold the dose without any milligram to compare."
JUDGES = (Fhir,)

_NUMBERS = {"half": "0.5", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_SAID = re.compile(
    rf"(?<![\w.,/–-])({'|'.join(_NUMBERS)}|\d{{1,3}}(?:\.\d{{1,3}})?) (?:(?:of )?a )?"
    r"(tab|cap)(?:s|let|lets|sule|sules)?\b",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\b(?:tab|cap)", re.IGNORECASE)
_OTHERWISE = re.compile(r"\b(?:or|to|and|then|total|max|maximum|up|day [1-9]|divided|per day|x)\b|[-–]\s?\d|½", re.I)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        said = _said(one.text) if one.text else None
        if said is not None and len(one.rates) == 1:
            path, rate = one.rates[0]
            dose = mapping(rate.get("doseQuantity"))
            coded = decimal(dose.get("value"))
            if coded is not None and _counted(dose, said[1]) and coded != said[0]:
                found, expected = rounded(coded), rounded(said[0])
                message = f'{found} coded, the text says {expected}: "{one.text[:200]}"'
                yield Problem(message, (*path, "doseQuantity", "value"), found, expected)


def _said(text: str) -> tuple[Decimal, str] | None:
    """The one number of a text that names pieces once."""
    if len(text) > 300 or _OTHERWISE.search(text) or len(_PIECES.findall(text)) != 1:
        return None
    found = _SAID.search(text)
    return (Decimal(_NUMBERS.get(found[1].lower(), found[1])), found[2].lower()) if found else None


def _counted(dose: Json, piece: str) -> bool:
    """Whether the dose is counted in the same pieces."""
    unit = (words(dose.get("code")).strip("{}") or words(dose.get("unit"))).lower()
    return unit.startswith(piece) or words(dose.get("unit")).lower().startswith(piece)
