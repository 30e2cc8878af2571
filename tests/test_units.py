"""Exact amounts: what is written stays written, and only like is added to like."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosetrace import ucum
from dosetrace.ucum import is_ucum
from dosetrace.units import Unit, UnitError, parse_amount


def test_digits_stay_as_written() -> None:
    assert str(parse_amount("0.80 mg/m2")) == "0.80 mg/m2"
    assert str(parse_amount("1.0 to 1.3 mg/m2")) == "1.0 to 1.3 mg/m2"


def test_people_read_no_trailing_zero_and_no_abbreviated_microgram() -> None:
    assert parse_amount("2.0 g/m2").text == "2 g/m²"
    assert parse_amount("5 ug/kg").text == "5 microgram/kg"
    assert parse_amount("1 d").text == "1 day"
    assert parse_amount("21 to 28 d").text == "21 to 28 days"


def test_conversion_is_exact() -> None:
    assert str(parse_amount("0.1 g").in_unit(Unit("mg"))) == "100 mg"
    assert str(parse_amount("3 mg").in_unit(Unit("g"))) == "0.003 g"
    assert str(parse_amount("2.0 g/m2").plus(parse_amount("200 mg/m2"))) == "2.2 g/m2"
    assert str(parse_amount("3 a").in_unit(Unit("mo"))) == "36 mo"
    assert str(parse_amount("1 L/d").in_unit(Unit("mL/wk"))) == "7000 mL/wk"  # 1,000 mL on each of 7 days
    assert str(parse_amount("7 mg/kg/wk").in_unit(Unit("ug/kg/d"))) == "1000 ug/kg/d"


def test_pint_works_out_the_same_as_the_table() -> None:
    heads, below = ucum._NUMERATORS, ["", *ucum._DENOMINATORS]
    codes = ["/".join(filter(None, parts)) for parts in product(heads, below, below)]
    assert len(codes) > 2_000
    assert [code for code in codes if ucum.measure(code) != ucum._by_pint(code)] == []


def test_metric_units_that_orders_of_others_have() -> None:
    assert str(parse_amount("2 g/L").in_unit(Unit("mg/dL"))) == "200 mg/dL"  # 2,000 mg in 10 dL
    assert str(parse_amount("1.5 kg").in_unit(Unit("g"))) == "1500 g"
    assert str(parse_amount("6 umol/kg/min").in_unit(Unit("mmol/kg/h"))) == "0.36 mmol/kg/h"  # 60 x 0.006
    assert str(parse_amount("5 k[IU]/m2").in_unit(Unit("[IU]/m2"))) == "5000 [IU]/m2"


@given(st.decimals(min_value="0.001", max_value="10000", places=3))
def test_there_and_back_changes_nothing(value: Decimal) -> None:
    amount = parse_amount(f"{value:f} mg/m2")
    assert amount.in_unit(Unit("g/m2")).in_unit(Unit("mg/m2")).equals(amount)
    assert amount.equals(amount.in_unit(Unit("ug/m2")))


@pytest.mark.parametrize(
    ("one", "other"), [("1 mg/m2", "1 mg/kg"), ("1 mg", "1 mg/m2"), ("1 mo", "30 d"), ("1 mg", "1 mL")]
)
def test_unlike_dimensions_are_never_added(one: str, other: str) -> None:
    with pytest.raises(UnitError, match="different dimensions"):
        parse_amount(one).plus(parse_amount(other))
    assert not parse_amount(one).equals(parse_amount(other))


def test_basis() -> None:
    surface = "body surface area"
    bases = {code: Unit(code).basis for code in ("mg/m2", "ug/kg", "mg", "mg/m2/d")}
    assert bases == {"mg/m2": surface, "ug/kg": "body weight", "mg": "flat", "mg/m2/d": surface}


def test_a_weight_of_the_patient_does_not_cancel_the_drug() -> None:
    assert Unit("mg/kg").dimension == "[mass] / [body_weight]"


@pytest.mark.parametrize("code", ["mg/m2", "ug/kg", "10*3/uL", "{AUC}", "mmol/L", "[IU]", "%"])
def test_ucum_is_accepted(code: str) -> None:
    assert is_ucum(code)


@pytest.mark.parametrize("code", ["mg/m^2", "mcg", "sqm", "units", ""])
def test_what_is_no_ucum_is_not(code: str) -> None:
    assert not is_ucum(code)


@pytest.mark.parametrize("text", ["", "mg", "0.8", "0,8 mg", "-1 mg", "2 to 1 mg", "0.8  mg/m2 x", "1e3 mg"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match=r"expected"):
        parse_amount(text)


@pytest.mark.parametrize("code", [*ucum._OFTEN_ORDERED, "{tablet}", "{a-b.c/d}"])
def test_what_is_known_without_the_parser_is_what_the_parser_accepts(code: str) -> None:
    assert is_ucum(code)
    assert ucum._ucumvert_accepts(code)
