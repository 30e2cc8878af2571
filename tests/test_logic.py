"""What a condition gives for a patient of whom nothing is known: true, not true, or it cannot be told."""

from __future__ import annotations

import pytest

from dosetrace.fhir.read.logic import holds_for_unknown

DEFINES = {
    "Code": "First([Observation] O return O.value)",
    "Remission": "Code in {'cr', 'cri'}",
    "Percent": "case when Value.unit = '%' then Value.value else null end",
    "Counted": "Coalesce(Age, 0)",
    "Circle": "not Circle",
    **{f"Twice{n}": f"Twice{n + 1} and Twice{n + 1}" for n in range(19)},
    "Twice19": "Age is null",
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        # a comparison with null is null, and so is its negation
        ("Age < 60", False),
        ("not (Age < 60)", False),
        ("Age = null", False),
        ("Age is not null and Age < 60", False),
        ("Dose > 2 'mg' or Age >= 60 years", False),
        # a test for null is true
        ("Age is null", True),
        ("AgeInYears() is null", True),
        ("Age is null or Age < 60", True),
        ("not (Age is not null and Age < 60)", True),
        ("(Age < 60) is not true", True),
        ("Age is null xor Age < 60", False),
        # null is in no list that has no null
        ("Code in {'cr', 'cri'}", False),
        ("not Remission", True),
        ("Code is not null and not Remission", False),
        ("Percent is null", True),
        # FHIRPath
        ("%age.exists().not()", True),
        ("%age.empty()", True),
        ("%age.exists() = false", True),
        ("%age.exists() and %age < 60", False),
        # not understood: nothing is said
        ("Counted < 60", None),
        ("Circle", None),
        ("Twice0 or Twice1", True),
        ("Code in Responses", None),
        ("exists [Condition: 'x']", None),
        ("Coalesce(Age, 0) < 60", None),
        ("if Age < 60 then true else false", None),
        ("", None),
        ("(" * 500 + "Age is null" + ")" * 500, None),
        ("not " * 400 + "Age is null", True),
    ],
)
def test_what_holds_where_nothing_is_known(condition: str, expected: bool | None) -> None:
    assert holds_for_unknown(condition, DEFINES) is expected
