"""Dosages whose texts are shares of one dose, such as 10 % and 90 %, add up to that dose and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, words
from dosetrace.fhir.read.dosage import amounts_of, dosages
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = (
    "HL7's own R5 example for alteplase gives 10 % and then 90 % of the dose in its texts, and in its structure the "
    "whole dose both times."
)
JUDGES = (Fhir,)

_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|percent\b|per cent\b) of (?:the |a )?(?:\w+ )?dose\b", re.IGNORECASE)
_WHOLE = 100


def check(subject: Fhir) -> Iterator[Problem]:
    groups: dict[Path, list[tuple[Path, Decimal, Json]]] = {}
    for path, dosage in dosages(subject.document):
        share = _SHARE.search(words(dosage.get("text")))
        if share is not None:
            groups.setdefault(path[:-1], []).append((path, Decimal(share[1]), dosage))
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
