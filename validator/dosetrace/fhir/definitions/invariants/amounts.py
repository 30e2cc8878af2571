"""Invariants of quantities, ranges, ratios and what is dosed with them."""

from __future__ import annotations

from functools import partial

from dosetrace.fhir.definitions.defects import Kind
from dosetrace.fhir.definitions.invariants.rule import UCUM_SYSTEM, Json, has, number, simple, some, together

_rule = partial(simple, kind=Kind.AMOUNT)


def _ucum(quantity: Json) -> bool:
    return "system" not in quantity or quantity["system"] == UCUM_SYSTEM


def _coded(quantity: Json) -> bool:
    return "value" not in quantity or has(quantity, "code")


def _duration(quantity: Json) -> bool:
    """A code without any system is qty-3's to report."""
    return "code" not in quantity or (_ucum(quantity) and has(quantity, "value"))


def _age(quantity: Json) -> bool:
    value = number(quantity.get("value"))
    return _coded(quantity) and _ucum(quantity) and (value is None or value > 0)


def _count(quantity: Json) -> bool:
    value = number(quantity.get("value"))
    whole = value is None or "." not in str(value)
    return _coded(quantity) and _ucum(quantity) and quantity.get("code", "1") == "1" and whole


def _ordered(low: object, high: object) -> bool:
    """Whether low is not above high; amounts in different units cannot be told apart here."""
    one, other = some(low), some(high)
    first, second = number(one.get("value")), number(other.get("value"))
    if first is None or second is None or _unit(one) != _unit(other):
        return True
    return first <= second


def _unit(quantity: Json) -> tuple[object, object]:
    return quantity.get("system"), quantity.get("code", quantity.get("unit"))


def _whole_ratio(ratio: Json) -> bool:
    numerator, denominator = has(ratio, "numerator"), has(ratio, "denominator")
    return numerator == denominator and (numerator or "extension" in ratio)


def _whole_ratio_range(ratio: Json) -> bool:
    numerator, denominator = has(ratio, "lowNumerator", "highNumerator"), has(ratio, "denominator")
    return numerator == denominator and (numerator or "extension" in ratio)


def _needed_for(dosage: Json) -> bool:
    return "asNeededFor" not in dosage or dosage.get("asNeeded", True) is not False


RULES = (
    _rule("qty-3", holds=lambda q: together(q, "code", "system"),
          found='a code "{code}" without a system', expected=f"a system such as {UCUM_SYSTEM}"),
    _rule("sqty-1", holds=lambda q: not has(q, "comparator"),
          found='a comparator "{comparator}"', expected="an exact amount"),
    _rule("drt-1", holds=_duration, found='{value} "{code}" of {system}',
          expected=f"a value with a code of {UCUM_SYSTEM}"),
    _rule("age-1", holds=_age, found='{value} "{code}" of {system}', expected="a value above 0 with a code of UCUM"),
    _rule("dis-1", holds=lambda q: _coded(q) and _ucum(q),
          found='{value} "{code}" of {system}', expected="a value with a code of UCUM"),
    _rule("cnt-3", holds=_count, found='{value} "{code}" of {system}',
          expected='a whole number with the code "1" of UCUM'),
    _rule("rng-2", holds=lambda r: _ordered(r.get("low"), r.get("high")),
          found="a range from {low[value]} to {high[value]}", expected="the lower value first"),
    _rule("rat-1", holds=_whole_ratio, found="only one part of a ratio, or none",
          expected="a numerator and a denominator"),
    _rule("ratrng-1", holds=_whole_ratio_range, found="only one part of a ratio, or none",
          expected="a numerator and a denominator"),
    _rule("ratrng-2", holds=lambda r: _ordered(r.get("lowNumerator"), r.get("highNumerator")),
          found="numerators from {lowNumerator[value]} to {highNumerator[value]}", expected="the lower value first"),
    _rule("sdd-1", holds=lambda d: has(d, "interval") != has(d, "offsets"),
          found="both interval and offsets, or none", expected="one of the two"),
    _rule("dos-1", holds=_needed_for,
          found="asNeededFor, and asNeeded false", expected="asNeeded true, or no asNeeded"),
    _rule("mad-1", holds=lambda d: has(d, "dose", "rateRatio", "rateQuantity"),
          found="neither dose nor rate", expected="a dose or a rate", releases="r4"),
    _rule("mad-1", holds=lambda d: has(d, "dose", "rateRatio", "rateQuantity", "text"),
          found="neither dose, rate nor text", expected="a dose, a rate or a text", releases="r5"),
)  # fmt: skip
