"""Both ends of a range are in the same unit."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, words
from dosetrace.findings import Level, Problem
from dosetrace.spelling import unit_of_text

LEVEL = Level.ERROR
WHY = "FHIR (Range): the units of low and high shall match; from 40 mg/m2 to 60 mg is no range."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, element in subject.document.elements:
        if "low" in element and "high" in element:
            low, high = mapping(element["low"]), mapping(element["high"])
            one, other = _unit(low), _unit(high)
            if one and other and one != other and low.get("system") == high.get("system"):
                yield Problem(f"a range from {one} to {other}, expected one unit", (*path, "high"), other, one)


def _unit(quantity: Json) -> str:
    """The code of an amount, or where it has none the one its text means."""
    told = unit_of_text(words(quantity.get("unit")))
    code = words(quantity.get("code")) or (told.code if told is not None else "")
    return code if "value" in quantity else ""
