"""Dosages whose texts are shares of one dose, such as 10 % and 90 %, add up to that dose and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json
from dosetrace.fhir.read.dosage import amounts_of
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = (
    "HL7's own R5 example for alteplase gives 10 % and then 90 % of the dose in its texts, and in its structure the "
    "whole dose both times."
)
JUDGES = (Fhir,)

_SHARE = re.compile(
    r"\b(\d{1,3}(?:\.\d{1,9})?)\s?(?:%|percent\b|per cent\b) of (?:the |a )?(?:\w+ )?dose\b", re.IGNORECASE
)
_WHOLE = 100


def check(subject: Fhir) -> Iterator[Problem]:
    groups: dict[Path, list[tuple[Path, Decimal, Json]]] = {}
    for one in written(subject.document):
        share = _SHARE.search(one.text)
        if share is not None:
            groups.setdefault(one.path[:-1], []).append((one.path, Decimal(share[1]), one.value))
    for shares in groups.values():
        if len(shares) > 1 and sum(share for _, share, _ in shares) == _WHOLE:
            yield from _judge(shares)


def _judge(shares: list[tuple[Path, Decimal, Json]]) -> Iterator[Problem]:
    """The doses of two neighbours stand in the proportion of their shares, a fifth up or down for rounding."""
    for (before, one, first), (path, other, second) in pairwise(shares):
        doses = [*amounts_of(first), *amounts_of(second)]
        if len(doses) == 2 and doses[0].unit == doses[1].unit and not any(dose.is_range for dose in doses):
            given, then = doses
            expected = given.low * other / one
            if abs(then.low - expected) > expected / 5:
                message = (
                    f"{one} % of a dose is {given} and {other} % of it is {then}, expected the proportion of the text"
                )
                yield Problem(message, path, f"{given} and {then}", f"{one} : {other}", related=(before,))
