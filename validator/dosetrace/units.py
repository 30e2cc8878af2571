"""Amounts and units. The only module that imports pint or ucumvert.

A dose per body surface, one per body weight and a flat one are three dimensions: the square metre and the
kilogram below the line belong to the patient and never cancel. A calendar month is no number of days.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from dosetrace.findings import InputError

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

_BASIS = {"m2": "body surface area", "kg": "body weight"}
_LONG = {"wk": "week", "mo": "month", "a": "year"}
_WORDS = {"d": "day", "wk": "week", "mo": "month", "a": "year", "h": "hour", "min": "minute"}


class UnitError(InputError):
    """A unit that is no UCUM code, or two that cannot be added."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A UCUM code, such as `mg/m2`."""

    code: str

    def __str__(self) -> str:
        return self.code

    @property
    def text(self) -> str:
        """As people write it: `mg/m²`, `microgram/kg`, `year`."""
        return _LONG.get(self.code) or re.sub(r"\bug\b", "microgram", self.code).replace("m2", "m²")

    @property
    def basis(self) -> str:
        """What the dose is normalised to: body surface area, body weight, or flat."""
        divisors = self.code.split("/")[1:]
        return next((_BASIS[part] for part in divisors if part in _BASIS), "flat")

    @property
    def is_time(self) -> bool:
        """Whether it has a word of its own, `day` or `month`, that people read for its code."""
        return self.code in _WORDS

    @property
    def dimension(self) -> str | None:
        """The dimension in words, `[mass] / [body_surface]`, or None for a valid code outside our table."""
        found = _measure(self.code)
        return found.dimension if found else None

    @property
    def family(self) -> str:
        """What it can be added to: its dimension, or itself where that is not known."""
        return self.dimension or self.code

    def factor_to(self, other: Unit) -> Fraction:
        """By what a value in this unit is multiplied to stand in the other. Raises UnitError."""
        mine, others = _measure(self.code), _measure(other.code)
        if mine is None or others is None or mine.dimension != others.dimension:
            raise UnitError(f"{self.code} cannot be expressed in {other.code}: different dimensions")
        return mine.size / others.size


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact amount or a range of it; `low == high` for a single value. Digits are kept as written."""

    low: Decimal
    high: Decimal
    unit: Unit

    def __str__(self) -> str:
        return f"{self.figures} {self.unit.code}"

    @property
    def figures(self) -> str:
        low, high = plain(self.low), plain(self.high)
        return low if low == high else f"{low} to {high}"

    @property
    def text(self) -> str:
        """For people: `1.3 to 1.8 mg/m²`, `21 to 28 days`, without trailing zeros (ISMP)."""
        low, high = trimmed(self.low), trimmed(self.high)
        figures = low if low == high else f"{low} to {high}"
        word = _WORDS.get(self.unit.code)
        return f"{figures} {self.unit.text if word is None else word + ('' if figures == '1' else 's')}"

    @property
    def is_range(self) -> bool:
        return self.low != self.high

    def times(self, low: int, high: int | None = None) -> Amount:
        """This amount given `low` to `high` times."""
        return Amount(self.low * low, self.high * (low if high is None else high), self.unit)

    def plus(self, other: Amount) -> Amount:
        """The sum, in this amount's unit. Raises UnitError for another dimension."""
        same = other.in_unit(self.unit)
        return Amount(self.low + same.low, self.high + same.high, self.unit)

    def in_unit(self, unit: Unit) -> Amount:
        """The same amount in another unit of its dimension. Raises UnitError."""
        if unit == self.unit:
            return self
        factor = self.unit.factor_to(unit)
        return Amount(_exact(self.low, factor), _exact(self.high, factor), unit)

    def equals(self, other: Amount) -> bool:
        """Whether both say the same, whatever unit or trailing zeros they are written with."""
        try:
            return (lambda same: (same.low, same.high) == (self.low, self.high))(other.in_unit(self.unit))
        except UnitError:
            return False


DAY = Unit("d")


def plain(value: Decimal) -> str:
    """A decimal without exponent, its digits as written: `0.80` stays `0.80`."""
    return format(value, "f")


def trimmed(value: Decimal) -> str:
    """A decimal without trailing zeros, for reading: `2.0` is shown as `2`."""
    text = plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(value: Decimal | Fraction) -> str:
    """A number to four digits, for reading: `1001`, `0.0018`, `2.5`."""
    return trimmed(Decimal(f"{float(value):.4g}"))


_AMOUNT = re.compile(r"(?P<low>\d+(?:\.\d+)?)(?: to (?P<high>\d+(?:\.\d+)?))? (?P<unit>\S+)")


def parse_amount(text: str) -> Amount:
    """`"0.8 mg/m2"` or `"1.3 to 1.8 mg/m2"` as an exact amount. Raises UnitError saying what is expected."""
    match = _AMOUNT.fullmatch(text.strip())
    if not match:
        raise UnitError(f'"{text}" is no amount; expected a number and a UCUM unit such as "0.8 mg/m2" or "1 to 2 mg"')
    low = Decimal(match["low"])
    high = Decimal(match["high"]) if match["high"] else low
    if high < low:
        raise UnitError(f'"{text}" runs from high to low; expected the lower number first')
    return Amount(low, high, parse_unit(match["unit"]))


def parse_unit(code: str) -> Unit:
    """A UCUM code as a unit. Raises UnitError for what is no UCUM."""
    if _measure(code) is None and not is_ucum(code):
        raise UnitError(f'"{code}" is no UCUM unit; expected a code such as mg/m2, g/m2, ug/kg, mg, h, d, wk, mo, a')
    return Unit(code)


def decimal(value: object) -> Decimal | None:
    """A JSON number as an exact decimal, None for anything else, NaN and infinity included."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _exact(value: Decimal, factor: Fraction) -> Decimal:
    return as_decimal(Fraction(value) * factor)


def as_decimal(value: Fraction) -> Decimal:
    """A fraction as a decimal, exact where it has an end within the 28 digits of the decimal module."""
    return Decimal(value.numerator) / Decimal(value.denominator)


@dataclass(frozen=True, slots=True)
class _Measure:
    """What a code of the table measures: its dimension in words, and its size in the smallest units of that."""

    dimension: str
    size: Fraction


@lru_cache(4096)
def _measure(code: str) -> _Measure | None:
    head, *divisors = code.split("/")
    if head not in _NUMERATORS or any(part not in _DENOMINATORS for part in divisors):
        return _by_pint(code)
    name, size = _NUMERATORS[head][0], Fraction(_NUMERATORS[head][1])
    powers = Counter([name])
    for part in divisors:
        powers[_DENOMINATORS[part][0]] -= 1
        size /= _DENOMINATORS[part][1]
    return _Measure(_dimension(powers), size)


def _dimension(powers: Counter[str]) -> str:
    """`[mass] / [body_surface]`; what cancels is gone."""
    above = [f"[{name}]" for name in sorted(powers) if powers[name] > 0]
    below = [f"[{name}]" for name in sorted(powers) for _ in range(-powers[name])]
    return " / ".join([*(above or ["1"]), *below]) if above or below else "dimensionless"


def _by_pint(code: str) -> _Measure | None:
    """A code of metric units that the table has not, such as `dL` or `umol/kg/min`."""
    head, *divisors = code.split("/")
    if not all(_METRIC.fullmatch(part) for part in (head, *(part for part in divisors if part not in _PATIENT))):
        return None
    named = [_pint_name(head), *(_PATIENT.get(part) or _pint_name(part) for part in divisors)]
    found = _registry().Quantity(Fraction(1), " / ".join(named)).to_base_units()
    powers = Counter({name.strip("[]"): int(power) for name, power in found.dimensionality.items()})
    return _Measure(_dimension(powers), Fraction(found.magnitude))


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
    if code in _OFTEN_ORDERED or _ANNOTATION.fullmatch(code) or _measure(code) is not None:
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
