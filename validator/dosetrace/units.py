"""Amounts and their units, exact: what is written stays written, and only like is added to like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from dosetrace.findings import InputError
from dosetrace.ucum import is_ucum, measure

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
        found = measure(self.code)
        return found.dimension if found else None

    @property
    def family(self) -> str:
        """What it can be added to: its dimension, or itself where that is not known."""
        return self.dimension or self.code

    def factor_to(self, other: Unit) -> Fraction:
        """By what a value in this unit is multiplied to stand in the other. Raises UnitError."""
        mine, others = measure(self.code), measure(other.code)
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
    if measure(code) is None and not is_ucum(code):
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
