"""Every protocol as its document states it, written out by hand from the five documents.

A row is: drug, dose, per what, days, how often, administrations in a cycle, condition.
"""

from __future__ import annotations

from typing import Any

import pytest

from dosetrace.checks.load import Loader
from dosetrace.course import schedule_of
from dosetrace.report.values import schedule_value

INO = "inotuzumab ozogamicin"
GCSF = "granulocyte colony-stimulating factor"
EACH, DAILY = "administration", "day"

CYCLOPHOSPHAMIDE = ("cyclophosphamide", "150 mg/m2", EACH, (1, 2, 3), "every 12 h", 6, None)  # 3 days × 2
DEXAMETHASONE = ("dexamethasone", "20 mg", EACH, (1, 2, 3, 4, 11, 12, 13, 14), "", 8, None)
VINCRISTINE = ("vincristine", "2 mg", EACH, (1, 8), "", 2, None)
METHOTREXATE = ("methotrexate", "250 mg/m2", EACH, (1,), "", 1, None)
CYTARABINE = ("cytarabine", "0.5 g/m2", EACH, (2, 3), "every 12 h", 4, None)  # 2 days × 2
RITUXIMAB = ("rituximab", None, None, None, "", None, "CD20 ≥ 20 %")
INTRATHECAL = ("intrathecal chemotherapy", None, None, None, "", None, None)
BLINATUMOMAB = ("blinatumomab", None, None, None, "", None, None)
ODD = {CYCLOPHOSPHAMIDE, VINCRISTINE, DEXAMETHASONE}
EVEN = {METHOTREXATE, CYTARABINE}
FIRST_FOUR = {RITUXIMAB, INTRATHECAL}
REDUCTION = "dose reduction allowed on the basis of age, coexisting conditions, and previous anthracycline exposure"


def ino(dose: str, days: tuple[int, ...]) -> Any:
    return (INO, dose, EACH, days, "", len(days), None)


# protocol: cycles (or how long), cycle length, condition, rows
EXPECTED: dict[str, list[tuple[Any, str | None, str | None, set[Any]]]] = {
    "ino-vate-inotuzumab": [
        (
            (1, 2, 3, 4, 5, 6),
            "21 to 28 d",
            "CR or CRi not achieved",
            {ino("0.8 mg/m2", (1,)), ino("0.5 mg/m2", (8, 15))},
        ),
        ((2, 3, 4, 5, 6), "21 to 28 d", "CR or CRi achieved", {ino("0.5 mg/m2", (1, 8, 15))}),
    ],
    "ino-vate-flag": [
        (
            (1, 2, 3, 4),
            "28 d",
            None,
            {
                ("cytarabine", "2.0 g/m2", DAILY, (1, 2, 3, 4, 5, 6), "", None, None),
                ("fludarabine", "30 mg/m2", DAILY, (2, 3, 4, 5, 6), "", None, None),
                (GCSF, "5 ug/kg", DAILY, None, "", None, None),
                (GCSF, None, None, None, "", None, "at the standard dose of the institute instead"),
            },
        )
    ],
    "ino-vate-mxn-ara-c": [
        (
            (1, 2, 3, 4),
            "15 to 20 d",
            None,
            {
                ("cytarabine", "200 mg/m2", DAILY, (1, 2, 3, 4, 5, 6, 7), "", None, None),
                ("mitoxantrone", "12 mg/m2", DAILY, (1, 2, 3), "", None, None),
                ("mitoxantrone", "8 mg/m2", DAILY, (1, 2, 3), "", None, REDUCTION),
            },
        )
    ],
    "ino-vate-hidac": [
        (
            (1, 2),
            None,
            None,
            {
                ("cytarabine", "3.0 g/m2", EACH, None, "every 12 h", 12, "aged 60 years or younger"),
                (
                    "cytarabine",
                    "1.5 to 3.0 g/m2",
                    EACH,
                    None,
                    "every 12 h",
                    12,
                    "aged 55 to 60 years, reduction allowed",
                ),
                ("cytarabine", "1.5 g/m2", EACH, None, "every 12 h", 12, "older than 60 years, reduction required"),
            },
        )
    ],
    "ino-mrd": [
        ((1,), None, None, {ino("0.6 mg/m2", (1,)), ino("0.3 mg/m2", (8,))}),
        ((2, 3, 4, 5, 6), None, None, {ino("0.3 mg/m2", (1, 8))}),
    ],
    "mini-hcvd-ino": [
        ((1,), None, None, ODD | FIRST_FOUR | {ino("1.3 to 1.8 mg/m2", (3,))}),
        ((2, 4), None, None, EVEN | FIRST_FOUR | {ino("1.0 to 1.3 mg/m2", (3,))}),
        ((3,), None, None, ODD | FIRST_FOUR | {ino("1.0 to 1.3 mg/m2", (3,))}),
        ((5, 7), None, None, ODD),
        ((6, 8), None, None, EVEN),
    ],
    "mini-hcvd-ino-fractionated": [
        ((1,), None, None, ODD | FIRST_FOUR | {ino("0.6 mg/m2", (2,)), ino("0.3 mg/m2", (8,))}),
        ((2, 4), None, None, EVEN | FIRST_FOUR | {ino("0.3 mg/m2", (2, 8))}),
        ((3,), None, None, ODD | FIRST_FOUR | {ino("0.3 mg/m2", (2, 8))}),
    ],
    "blinatumomab-consolidation": [((1, 2, 3, 4), "42 d", None, {BLINATUMOMAB})],
    "pomp": [
        (
            "1 a",
            "1 mo",
            None,
            {
                ("prednisone", "50 mg", DAILY, None, "every 1 mo", None, None),
                ("vincristine", "2 mg", EACH, None, "every 1 mo", 1, None),
            },
        ),
        ("3 a", "1 d", None, {("mercaptopurine", "50 mg", EACH, None, "2 a day", 2, None)}),
        ("3 a", "1 wk", None, {("methotrexate", "10 mg/m2", EACH, None, "every 1 wk", 1, None)}),
    ],
    "pomp-blinatumomab": [
        (
            (1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15),
            None,
            None,
            {
                ("prednisone", "50 mg", DAILY, None, "", None, None),
                ("vincristine", "2 mg", EACH, None, "", 1, None),
                ("mercaptopurine", "50 mg", EACH, None, "2 a day", None, None),
                ("methotrexate", "10 mg/m2", EACH, None, "every 1 wk", None, None),
            },
        ),
        ((4, 8, 12, 16), "42 d", None, {BLINATUMOMAB}),
    ],
}
EXPECTED["ino-vate"] = [
    entry
    for part in ("ino-vate-inotuzumab", "ino-vate-flag", "ino-vate-mxn-ara-c", "ino-vate-hidac")
    for entry in EXPECTED[part]
]
EXPECTED["mini-hcvd-ino-pathway"] = [
    entry
    for part in (
        "mini-hcvd-ino",
        "pomp",
        "mini-hcvd-ino-fractionated",
        "blinatumomab-consolidation",
        "pomp-blinatumomab",
    )
    for entry in EXPECTED[part]
]


def value(loader: Loader, name: str) -> Any:
    """The schedule as `--format json` prints it: what these tests compare is what users get."""
    return schedule_value(schedule_of(loader.regimen(name), loader.regimen), "protocol")


def span(amount: Any) -> str | None:
    if amount is None:
        return None
    figures = amount["low"] if amount["low"] == amount["high"] else f"{amount['low']} to {amount['high']}"
    return f"{figures} {amount['unit']}"


def row(dose: Any) -> Any:
    often = f"every {dose['every_hours']} h" if dose["every_hours"] else ""
    often = often or (f"{dose['times_per_day']} a day" if dose["times_per_day"] else "")
    often = often or (f"every {span(dose['every'])}" if dose["every"] else "")
    days = tuple(dose["days"]) if dose["days"] is not None else None
    return (dose["drug"], span(dose["dose"]), dose["per"], days, often, dose["doses_per_cycle"], dose["when"])


def stretch(block: Any) -> Any:
    return (
        tuple(block["cycles"])
        if block["cycles"] is not None
        else f"{block['bounds']['value']} {block['bounds']['unit']}"
    )


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_blocks(loader: Loader, name: str) -> None:
    found = value(loader, name)["blocks"]
    assert [(stretch(b), span(b["length"]), b["when"], {row(d) for d in b["doses"]}) for b in found] == EXPECTED[name]


def test_all_twelve_are_there(loader: Loader) -> None:
    assert sorted(EXPECTED) == loader.folders.protocol_ids


# protocol, block: the total of each drug in one cycle (or period); the arithmetic stands beside it
CYCLE_TOTALS = {
    ("ino-vate-inotuzumab", 0): {(INO, None): "1.8 mg/m2"},  # 0.8 + 0.5 + 0.5, as the paper says
    ("ino-vate-inotuzumab", 1): {(INO, None): "1.5 mg/m2"},  # 3 × 0.5, as the paper says
    ("ino-vate-flag", 0): {
        ("cytarabine", None): "12.0 g/m2",  # 6 × 2.0
        ("fludarabine", None): "150 mg/m2",  # 5 × 30
        (GCSF, None): None,  # no days
        (GCSF, "at the standard dose of the institute instead"): None,
    },
    ("ino-vate-mxn-ara-c", 0): {
        ("cytarabine", None): "1400 mg/m2",  # 7 × 200
        ("mitoxantrone", None): "36 mg/m2",  # 3 × 12
        ("mitoxantrone", REDUCTION): "24 mg/m2",  # 3 × 8
    },
    ("ino-vate-hidac", 0): {
        ("cytarabine", "aged 60 years or younger"): "36.0 g/m2",  # 12 × 3.0
        ("cytarabine", "aged 55 to 60 years, reduction allowed"): "18.0 to 36.0 g/m2",
        ("cytarabine", "older than 60 years, reduction required"): "18.0 g/m2",  # 12 × 1.5
    },
    ("ino-mrd", 0): {(INO, None): "0.9 mg/m2"},  # 0.6 + 0.3
    ("ino-mrd", 1): {(INO, None): "0.6 mg/m2"},  # 0.3 + 0.3
    ("mini-hcvd-ino", 0): {
        ("cyclophosphamide", None): "900 mg/m2",  # 6 × 150
        ("vincristine", None): "4 mg",
        ("dexamethasone", None): "160 mg",  # 8 × 20
        (INO, None): "1.3 to 1.8 mg/m2",
        ("rituximab", "CD20 ≥ 20 %"): None,
        ("intrathecal chemotherapy", None): None,
    },
    ("mini-hcvd-ino", 4): {("cytarabine", None): "2.0 g/m2", ("methotrexate", None): "250 mg/m2"},  # 4 × 0.5
    ("pomp", 0): {("prednisone", None): "250 mg", ("vincristine", None): "2 mg"},  # 5 × 50
    ("pomp", 1): {("mercaptopurine", None): "100 mg"},  # 2 × 50
    ("pomp", 2): {("methotrexate", None): "10 mg/m2"},
    ("pomp-blinatumomab", 0): {
        ("prednisone", None): "250 mg",  # 5 × 50
        ("vincristine", None): "2 mg",
        ("mercaptopurine", None): None,  # the length of a cycle is not stated
        ("methotrexate", None): None,
    },
    ("pomp-blinatumomab", 1): {("blinatumomab", None): None},
}


def total(entry: Any) -> str | None:
    if not entry["complete"]:
        return None
    return span({"low": entry["low"], "high": entry["high"], "unit": entry["unit"]})


@pytest.mark.parametrize(("name", "index"), sorted(CYCLE_TOTALS))
def test_cycle_totals(loader: Loader, name: str, index: int) -> None:
    found = value(loader, name)["blocks"][index]["totals"]
    assert {(entry["drug"], entry["when"]): total(entry) for entry in found} == CYCLE_TOTALS[name, index]


COURSE_TOTALS = {
    "ino-vate-inotuzumab": {
        (INO, "no CR or CRi"): "10.8 mg/m2",  # 6 × 1.8
        (INO, "CR or CRi after cycle 1"): "9.3 mg/m2",  # 1.8 + 5 × 1.5
        (INO, "CR or CRi after cycle 2"): "9.6 mg/m2",  # 2 × 1.8 + 4 × 1.5
        (INO, "CR or CRi after cycle 3"): "9.9 mg/m2",
        (INO, "CR or CRi after cycle 4"): "10.2 mg/m2",
        (INO, "CR or CRi after cycle 5"): "10.5 mg/m2",
    },
    "ino-mrd": {(INO, "course"): "3.9 mg/m2"},  # 0.9 + 5 × 0.6
    "mini-hcvd-ino": {
        ("cyclophosphamide", "course"): "3600 mg/m2",  # 4 × 900
        ("vincristine", "course"): "16 mg",  # 4 × 4
        ("dexamethasone", "course"): "640 mg",  # 4 × 160
        ("cytarabine", "course"): "8.0 g/m2",  # 4 × 2.0
        ("methotrexate", "course"): "1000 mg/m2",  # 4 × 250
        (INO, "course"): "4.3 to 5.7 mg/m2",  # 1.3 + 3 × 1.0 to 1.8 + 3 × 1.3
        ("rituximab", "CD20 ≥ 20 %"): None,
        ("intrathecal chemotherapy", "course"): None,
    },
    "mini-hcvd-ino-fractionated": {
        ("cyclophosphamide", "course"): "1800 mg/m2",
        ("vincristine", "course"): "8 mg",
        ("dexamethasone", "course"): "320 mg",
        ("cytarabine", "course"): "4.0 g/m2",
        ("methotrexate", "course"): "500 mg/m2",
        (INO, "course"): "2.7 mg/m2",  # 0.9 + 3 × 0.6
        ("rituximab", "CD20 ≥ 20 %"): None,
        ("intrathecal chemotherapy", "course"): None,
    },
    "pomp": {
        ("prednisone", "course"): "3000 mg",  # 12 × 250
        ("vincristine", "course"): "24 mg",  # 12 × 2
        ("mercaptopurine", "course"): "109500 to 109600 mg",  # 1,095 or 1,096 × 100
        ("methotrexate", "course"): "1560 to 1570 mg/m2",  # 156 or 157 × 10
    },
    "ino-vate-flag": {
        ("cytarabine", "course"): "48.0 g/m2",
        ("fludarabine", "course"): "600 mg/m2",
        (GCSF, "course"): None,
        (GCSF, "at the standard dose of the institute instead"): None,
    },
    "ino-vate-hidac": {
        ("cytarabine", "aged 60 years or younger"): "72.0 g/m2",
        ("cytarabine", "aged 55 to 60 years, reduction allowed"): "36.0 to 72.0 g/m2",
        ("cytarabine", "older than 60 years, reduction required"): "36.0 g/m2",
    },
    "ino-vate-mxn-ara-c": {
        ("cytarabine", "course"): "5600 mg/m2",
        ("mitoxantrone", "course"): "144 mg/m2",
        ("mitoxantrone", REDUCTION): "96 mg/m2",
    },
    "pomp-blinatumomab": {
        ("prednisone", "course"): "3000 mg",  # 12 × 250
        ("vincristine", "course"): "24 mg",  # 12 × 2
        ("mercaptopurine", "course"): None,
        ("methotrexate", "course"): None,
        ("blinatumomab", "course"): None,
    },
}


@pytest.mark.parametrize("name", sorted(COURSE_TOTALS))
def test_course_totals(loader: Loader, name: str) -> None:
    found = value(loader, name)["course_totals"]
    assert {(entry["drug"], entry["path"]): total(entry) for entry in found} == COURSE_TOTALS[name]


def test_course_totals_of_a_pathway_are_by_option(loader: Loader) -> None:
    found = {(e["drug"], e["path"]): e for e in value(loader, "mini-hcvd-ino-pathway")["course_totals"]}
    assert total(found["vincristine", "Before the amendment"]) == "40 mg"  # 16 + 24
    assert total(found["vincristine", "After the amendment"]) == "32 mg"  # 8 + 24
    assert total(found["methotrexate", "Before the amendment"]) == "2560 to 2570 mg/m2"  # 1000 + 1560 or 1570
    after = found["methotrexate", "After the amendment"]
    assert (after["low"], after["high"], after["complete"]) == ("500", None, False)


def test_a_limit_is_a_limit_and_a_number_is_a_number(loader: Loader) -> None:
    limited = {name: {e["at_most"] for e in value(loader, name)["course_totals"]} for name in COURSE_TOTALS}
    up_to = {"ino-vate-inotuzumab", "ino-vate-flag", "ino-vate-hidac", "ino-vate-mxn-ara-c"}
    assert limited == {name: {name in up_to} for name in COURSE_TOTALS}


def test_what_a_day_adds_up_to(loader: Loader) -> None:
    odd, even = (value(loader, "mini-hcvd-ino")["blocks"][index]["doses"] for index in (3, 4))
    assert {dose["drug"]: span(dose["per_day"]) for dose in odd + even} == {
        "cyclophosphamide": "300 mg/m2",  # 2 × 150
        "vincristine": "2 mg",
        "dexamethasone": "20 mg",
        "cytarabine": "1.0 g/m2",  # 2 × 0.5
        "methotrexate": "250 mg/m2",
    }
    hidac = value(loader, "ino-vate-hidac")["blocks"][0]["doses"][0]
    assert span(hidac["per_day"]) == "6.0 g/m2"  # 2 × 3.0, every 12 hours


def test_routes_are_stated_for_three_drugs_only(loader: Loader) -> None:
    routes = {
        (name, dose["drug"], dose["route"])
        for name in EXPECTED
        if name not in ("ino-vate", "mini-hcvd-ino-pathway")
        for found in value(loader, name)["blocks"]
        for dose in found["doses"]
        if dose["route"]
    }
    assert routes == {
        ("ino-vate-inotuzumab", INO, "intravenous"),
        ("mini-hcvd-ino", "intrathecal chemotherapy", "intrathecal"),
        ("mini-hcvd-ino-fractionated", "intrathecal chemotherapy", "intrathecal"),
        ("pomp", "methotrexate", "oral"),
        ("pomp-blinatumomab", "methotrexate", "oral"),
    }


def test_blinatumomab_runs_for_28_of_42_days(loader: Loader) -> None:
    dose = value(loader, "blinatumomab-consolidation")["blocks"][0]["doses"][0]
    assert (dose["continuous"], span(dose["duration"]), dose["dose"]) == (True, "28 d", None)


def test_prednisone_is_for_five_days(loader: Loader) -> None:
    for name in ("pomp", "pomp-blinatumomab"):
        doses = value(loader, name)["blocks"][0]["doses"]
        assert [span(d["duration"]) for d in doses if d["drug"] == "prednisone"] == ["5 d"]


def test_the_trial_is_a_choice_of_one(loader: Loader) -> None:
    blocks = value(loader, "ino-vate")["blocks"]
    assert {block["choice"] for block in blocks} == {"arm"}
    assert [block["protocol"] for block in blocks] == [
        "ino-vate-inotuzumab",
        "ino-vate-inotuzumab",
        "ino-vate-flag",
        "ino-vate-mxn-ara-c",
        "ino-vate-hidac",
    ]


def test_doses_that_exclude_each_other_say_so(loader: Loader) -> None:
    doses = value(loader, "ino-vate-mxn-ara-c")["blocks"][0]["doses"]
    assert {(d["drug"], d["choice"]) for d in doses} == {("mitoxantrone", "mitoxantrone"), ("cytarabine", None)}


def test_entry_condition_of_the_low_dose_schedule(loader: Loader) -> None:
    entry = next(fact for fact in loader.regimen("ino-mrd").population if fact.fact == "MRD")
    assert str(entry.threshold) == ">= 0.0001 1"
    assert entry.quotes[0].text == "MRD ≥ 1 × 10−4"


def test_gaps_of_mini_hcvd(loader: Loader) -> None:
    gaps = {(gap["fact"], gap["about"]) for gap in value(loader, "mini-hcvd-ino")["not_stated"]}
    assert ("cycle length", None) in gaps
    assert ("drug", "intrathecal chemotherapy") in gaps
    assert {about for fact, about in gaps if fact == "dose"} == {"rituximab", "intrathecal chemotherapy"}
    assert {about for fact, about in gaps if fact == "day of cycle"} == {"rituximab", "intrathecal chemotherapy"}
    assert ("route", "intrathecal chemotherapy") not in gaps
