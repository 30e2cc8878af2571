"""UCUM codes and what they measure. The only module that imports pint or ucumvert.

A dose per body surface, one per body weight and a flat one are three dimensions: the square metre and the
kilogram below the line belong to the patient and never cancel. A calendar month is no number of days.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

UCUM = "http://unitsofmeasure.org"

_NUMERATORS = {
    "ng": ("mass", 1), "ug": ("mass", 1_000), "mg": ("mass", 1_000_000), "g": ("mass", 1_000_000_000),
    "[IU]": ("activity", 1), "[iU]": ("activity", 1),
    "mL": ("volume", 1), "ml": ("volume", 1), "L": ("volume", 1_000), "l": ("volume", 1_000),
    "mmol": ("substance", 1), "mol": ("substance", 1_000),
    "s": ("time", 1), "min": ("time", 60), "h": ("time", 3_600), "d": ("time", 86_400), "wk": ("time", 604_800),
    "mo": ("calendar", 1), "a": ("calendar", 12), "1": ("count", 1), "%": ("share", 1),
}  # fmt: skip
"""Dimension and size of the units of dosing, in the smallest of its dimension: what pint works out of `_DEFINITIONS`,
kept here because nearly every file needs no others and pint takes longer to load than such a file to judge."""
_DENOMINATORS = {
    "m2": ("body_surface", 1), "kg": ("body_weight", 1),
    **{code: _NUMERATORS[code] for code in ("min", "h", "d", "wk", "mo", "L", "l", "mL", "ml")},
}  # fmt: skip

_DEFINITIONS = """
nano- = 1e-9 = n-
micro- = 1e-6 = u-
milli- = 1e-3 = m-
centi- = 1e-2 = c-
deci- = 1e-1 = d-
kilo- = 1e3 = k-
smallest_mass = [mass]
gram = 1000000000 smallest_mass = g
smallest_activity = [activity]
international_unit = smallest_activity = IU
smallest_volume = [volume]
litre = 1000 smallest_volume = L = l
smallest_substance = [substance]
mole = 1000 smallest_substance = mol
second = [time] = s
minute = 60 second = min
hour = 60 minute = h
day = 24 hour = d
week = 7 day = wk
month = [calendar] = mo
year = 12 month = a
one = [count]
percent_point = [share]
body_kilogram = [body_weight]
body_square_metre = [body_surface]
"""
_PATIENT = {"m2": "body_square_metre", "kg": "body_kilogram"}
"""Below the line these measure the patient."""
_NAMED = {"1": "one", "%": "percent_point"}
_METRIC = re.compile(r"[numcdk]?(?:g|[lL]|mol|\[[iI]U\]|s)|min|h|d|wk|mo|a|1|%")
"""The units that pint is asked about, in UCUM's spelling."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a code of the table measures: its dimension in words, and its size in the smallest units of that."""

    dimension: str
    size: Fraction


@lru_cache(4096)
def measure(code: str) -> Measure | None:
    """What a code measures; None for one that neither our table nor pint knows."""
    head, *divisors = code.split("/")
    if head not in _NUMERATORS or any(part not in _DENOMINATORS for part in divisors):
        return _by_pint(code)
    name, size = _NUMERATORS[head][0], Fraction(_NUMERATORS[head][1])
    powers = Counter([name])
    for part in divisors:
        powers[_DENOMINATORS[part][0]] -= 1
        size /= _DENOMINATORS[part][1]
    return Measure(_dimension(powers), size)


def _dimension(powers: Counter[str]) -> str:
    """`[mass] / [body_surface]`; what cancels is gone."""
    above = [f"[{name}]" for name in sorted(powers) if powers[name] > 0]
    below = [f"[{name}]" for name in sorted(powers) for _ in range(-powers[name])]
    return " / ".join([*(above or ["1"]), *below]) if above or below else "dimensionless"


def _by_pint(code: str) -> Measure | None:
    """A code of metric units that the table has not, such as `dL` or `umol/kg/min`."""
    head, *divisors = code.split("/")
    if not all(_METRIC.fullmatch(part) for part in (head, *(part for part in divisors if part not in _PATIENT))):
        return None
    named = [_pint_name(head), *(_PATIENT.get(part) or _pint_name(part) for part in divisors)]
    found = _registry().Quantity(Fraction(1), " / ".join(named)).to_base_units()
    powers = Counter({name.strip("[]"): int(power) for name, power in found.dimensionality.items()})
    return Measure(_dimension(powers), Fraction(found.magnitude))


def _pint_name(code: str) -> str:
    return _NAMED.get(code) or re.sub(r"\[[iI]U\]", "IU", code)


@cache
def _registry() -> Any:
    import pint

    registry: Any = pint.UnitRegistry(None, non_int_type=Fraction)
    for line in _DEFINITIONS.strip().splitlines():
        registry.define(line)
    return registry


@lru_cache(4096)
def is_ucum(code: str) -> bool:
    """Whether the code is valid UCUM. What can be measured is; ucumvert's parser judges the rest."""
    if code in _OFTEN_ORDERED or _ANNOTATION.fullmatch(code) or measure(code) is not None:
        return True
    return _ucumvert_accepts(code)


_OFTEN_ORDERED = frozenset({"U", "[drp]", "meq", "meq/kg", "meq/L", "meq/h", "mosm/L", "cm", "cm2", "mm[Hg]"})
"""Codes that orders often have and the tables have not: the parser takes longer to load than such a file to judge."""
_ANNOTATION = re.compile(r"\{[!-z|~]+\}")
"""Words in braces, which count as 1: `{tablet}`."""


def _ucumvert_accepts(code: str) -> bool:
    import lark

    try:
        _ucum_parser().parse(code)
    except lark.exceptions.LarkError:
        return False
    return True


@cache
def _ucum_parser() -> Any:
    from ucumvert import get_ucum_parser

    return get_ucum_parser()
