"""Comparisons in words: `≥20%`, `≥ 1 × 10−4`, `aged 55 years or older`. They are never doses."""

from __future__ import annotations

import re
from decimal import Decimal

from dosetrace.facts import Threshold
from dosetrace.typography import fold
from dosetrace.units import Amount, Unit

_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
_POWER = r"(?:\s*×\s*10\s?(-?\d{1,2}(?!\d)))?"
_RELATION = re.compile(rf"([≥≤<>])\s*({_NUMBER}){_POWER}\s*(%|years?)?")
_AGE = re.compile(rf"(?:aged\s+)?({_NUMBER})\s+years\s+or\s+older|older\s+than\s+({_NUMBER})\s+years")
_RELATIONS = {"≥": ">=", "≤": "<=", "<": "<", ">": ">"}


def thresholds(text: str) -> list[Threshold]:
    """Every comparison of a quote."""
    words = fold(text)
    found = [_threshold(match) for match in _RELATION.finditer(words)]
    return found + [_age(match) for match in _AGE.finditer(words)]


def _threshold(match: re.Match[str]) -> Threshold:
    value = Decimal(match[2]).scaleb(int(match[3] or 0))
    unit = Unit({"%": "%", None: "1"}.get(match[4], "a"))
    return Threshold(_RELATIONS[match[1]], Amount(value, value, unit))


def _age(match: re.Match[str]) -> Threshold:
    value = Decimal(match[1] or match[2])
    return Threshold(">=" if match[1] else ">", Amount(value, value, Unit("a")))
