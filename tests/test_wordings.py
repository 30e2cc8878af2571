"""What checks of words, codes and conditions read: beside their examples, the readings that have to stay silent."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from dosetrace.checks.load import Loader
from dosetrace.checks.registry import checks
from dosetrace.checks.run import run
from dosetrace.checks.shared.branches import Range, range_of
from dosetrace.checks.shared.codesystems import LOINC, check_digit, system_meant
from dosetrace.checks.shared.medicines import drugs_in
from dosetrace.checks.shared.routes import routes_in
from dosetrace.spelling import ucum_of, unit_of_text
from dosetrace.terminology import SNOMED
from dosetrace.units import Unit


def order(text: str, dose: int, unit: str, **repeat: Any) -> dict[str, Any]:
    quantity = {"value": dose, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    dosage = {"text": text, "timing": {"repeat": repeat}, "doseAndRate": [{"doseQuantity": quantity}]}
    return {"resourceType": "MedicationRequest", "id": "order", "dosageInstruction": [dosage]}


def found(loader: Loader, resource: dict[str, Any]) -> set[str]:
    """The ids of the checks of texts and routes that find anything."""
    of_words = [check for check in checks() if check.id.startswith(("text/", "route/", "drug/"))]
    return {finding.check for finding in run([loader.fhir(json.dumps(resource), "order.json")], of_words)}


DAILY = {"frequency": 1, "period": 1, "periodUnit": "d"}
TWICE = {"frequency": 2, "period": 1, "periodUnit": "d"}


@pytest.mark.parametrize(
    ("text", "dose", "unit", "repeat"),
    [
        ("8 mg once daily", 8, "mg", DAILY),
        ("200 mg daily in 2 divided doses", 100, "mg", TWICE),
        ("400 mg daily", 200, "mg", TWICE),
        ("2 times daily", 8, "mg", TWICE),
        ("7 mg (one 5 mg tablet and one 2 mg tablet) once daily", 7, "mg", DAILY),
        ("every 4 to 6 hours", 8, "mg", {"frequency": 1, "period": 4, "periodMax": 6, "periodUnit": "h"}),
        ("four times daily on Monday of each week", 8, "mg", {**DAILY, "frequency": 4}),
        ("2,000 mg", 2000, "mg", {}),
        ("10 mg at 9.00 h", 10, "mg", DAILY),
    ],
)
def test_a_text_that_agrees_or_cannot_be_judged_is_silent(
    loader: Loader, text: str, dose: int, unit: str, repeat: dict[str, Any]
) -> None:
    assert found(loader, order(text, dose, unit, **repeat)) == set()


@pytest.mark.parametrize("text", ["Never intrathecally: fatal", "FOR INTRAVENOUS USE ONLY, not intrathecal"])
def test_a_warning_of_the_intrathecal_route_is_no_order_of_it(loader: Loader, text: str) -> None:
    vincristine = {**order(text, 2, "mg"), "medicationCodeableConcept": {"text": "vincristine"}}
    assert "route/vinca-intrathecal" not in found(loader, vincristine)
    ordered = {**order("2 mg intrathecally", 2, "mg"), "medicationCodeableConcept": {"text": "Oncovin"}}
    assert "route/vinca-intrathecal" in found(loader, ordered)


def test_check_digits_are_those_of_published_codes() -> None:
    published = [(SNOMED, "22298006"), (SNOMED, "73211009"), (LOINC, "2160-0"), (LOINC, "8480-6"), (LOINC, "85354-9")]
    assert [check_digit(system, code) for system, code in published] == [code[-1] for _, code in published]
    assert check_digit(SNOMED, "71388002:363702006=22298006") is None


def test_systems_are_compared_by_their_letters() -> None:
    assert system_meant("http://snomed.info.sct") == SNOMED
    assert system_meant("https://loinc.org/") == LOINC
    assert system_meant(SNOMED) is None
    assert system_meant("http://example.org/loinc") is None


def test_a_condition_is_read_where_it_compares_one_value() -> None:
    twenty = Decimal(20)
    assert range_of("X is not null and X >= 20") == Range("X", twenty, True)
    assert range_of("not (X >= 20)") == Range("X", None, False, twenty, False)
    assert range_of("20 < X and X <= 30.5") == Range("X", twenty, False, Decimal("30.5"), True)
    assert [range_of(body) for body in ("X >= 20 or Y", "X > 1 and Y < 2", "not A", "exists [Observation]")] == [
        None
    ] * 4


def test_units_in_texts_have_no_capitals_and_units_in_codes_have() -> None:
    assert [unit_of_text(text) for text in ("Days", "MG", "mcg/kg", "ml/hr", "tablets")] == [
        Unit("d"), Unit("mg"), Unit("ug/kg"), Unit("mL/h"), None,
    ]  # fmt: skip
    assert [ucum_of(code) for code in ("mEq", "ea", "mg/sqm", "zorkmid")] == ["meq", "{each}", "mg/m2", None]


def test_routes_and_drugs_of_a_text() -> None:
    assert routes_in("2 mg IV push") == {"intravenous"}
    assert routes_in("Orally, with water") == {"oral"}
    assert routes_in("give it at four") == set()
    assert [named.drug for named in drugs_in("Oncovin, then 6-MP; no stimulation")] == ["vincristine", "mercaptopurine"]
