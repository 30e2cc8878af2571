"""A regimen that is not in the dataset, from text to bundles and back: shapes that no published protocol has."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Run

TEXT = (
    "Cytarabine 100-200 mg/m2/d was given intravenously on days 1 to 5 over 3 hours, mesna 20 mg/kg twice daily on "
    "days 1-3, imatinib 400 mg orally for 14 days, and vincristine 0.80 mg/m2 every week, in up to three 28-day "
    "cycles, then cytarabine 1.0 g/m2 every 8 hours on days 1, 3, and 5 of cycle 4."
)
PROTOCOL = f"""\
protocol: invented
version: 1.0.0
date: 2026-11-21
title: An invented regimen
reading:
  - says: {TEXT}
    in: invented
    means:
      - phase: first
        title: First three cycles
        cycles: {{at_most: 3, quote: "up to three 28-day cycles"}}
        cycle_length: {{value: 28 d, quote: "28-day cycles"}}
        give:
          - drug: cytarabine
            dose: 100 to 200 mg/m2/d
            days: [1, 2, 3, 4, 5]
            infusion: 3 h
            route: {{value: intravenous, quote: "intravenously"}}
            quote: ["100-200 mg/m2/d", "on days 1 to 5 over 3 hours"]
          - {{drug: mesna, dose: 20 mg/kg, times_a_day: 2, days: [1, 2, 3], quote: "20 mg/kg twice daily on days 1-3"}}
          - drug: imatinib
            dose: 400 mg
            for: 14 d
            days: not stated
            route: {{value: oral, quote: "orally"}}
            quote: "400 mg orally for 14 days"
          - {{drug: vincristine, dose: 0.80 mg/m2, every: 1 wk, days: not stated, quote: "0.80 mg/m2 every week"}}
      - cycles: {{numbers: [4], quote: "cycle 4"}}
        give:
          - drug: cytarabine
            dose: 1.0 g/m2
            every: 8 h
            days: [1, 3, 5]
            quote: "1.0 g/m2 every 8 hours on days 1, 3, and 5"
not_stated:
  - {{fact: cycle length, looked_in: [invented]}}
  - {{fact: day of cycle, about: [imatinib, vincristine], looked_in: [invented]}}
  - {{fact: division of the daily dose, about: cytarabine, looked_in: [invented]}}
  - {{fact: route, about: [mesna, vincristine, cytarabine], looked_in: [invented]}}
  - {{fact: infusion duration, about: [mesna, vincristine, cytarabine], looked_in: [invented]}}
"""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("invented")
    for folder in ("seeds", "protocols", "fhir_bundles"):
        (root / folder).mkdir()
    data = (TEXT + "\n").encode()
    (root / "seeds/invented.txt").write_bytes(data)
    entry = {
        "id": "invented", "file": "invented.txt", "original": "invented.txt", "label": "Invented", "title": None,
        "sha256": hashlib.sha256(data).hexdigest(), "citation": None, "doi": None, "trials": [], "states_dosing": True,
    }  # fmt: skip
    (root / "seeds/sources.yaml").write_text(json.dumps({"sources": [entry]}), encoding="utf-8")
    (root / "protocols/invented.yaml").write_text(PROTOCOL, encoding="utf-8")
    return root


def read(dosetrace: Run, root: Path, source: str) -> Any:
    return json.loads(dosetrace("schedule", "invented", "--root", root, "--from", source, "--format", "json").stdout)


def test_builds_and_agrees(dosetrace: Run, dataset: Path) -> None:
    assert dosetrace("build", "--root", dataset).returncode == 0
    done = dosetrace("check", "--root", dataset)
    assert done.returncode == 0, done.stdout
    found = [read(dosetrace, dataset, source) for source in ("protocol", "r4", "r5")]
    assert [value.pop("read_from") for value in found] == ["protocol", "r4", "r5"]
    assert found[0] == found[1] == found[2]


def test_is_read_as_written(dosetrace: Run, dataset: Path) -> None:
    doses = {(b["id"], d["drug"]): d for b in read(dosetrace, dataset, "protocol")["blocks"] for d in b["doses"]}
    assert doses["first", "cytarabine"]["dose"] == {"low": "100", "high": "200", "unit": "mg/m2"}
    assert doses["first", "cytarabine"]["per"] == "day"
    assert doses["first", "cytarabine"]["infusion"] == {"low": "3", "high": "3", "unit": "h"}
    assert doses["first", "mesna"]["doses_per_cycle"] == 6  # 3 days × 2
    assert doses["first", "vincristine"]["dose"]["low"] == "0.80"
    assert doses["cycle-4", "cytarabine"]["doses_per_cycle"] == 9  # 3 days × 3


def test_digits_reach_the_bundle(dosetrace: Run, dataset: Path) -> None:
    assert dosetrace("build", "--root", dataset).returncode == 0
    for release in ("r4", "r5"):
        assert '"value": 0.80,' in (dataset / "fhir_bundles" / release / "invented.json").read_text(encoding="utf-8")


def test_totals(dosetrace: Run, dataset: Path) -> None:
    first, fourth = read(dosetrace, dataset, "protocol")["blocks"]
    totals = {t["drug"]: (t["low"], t["high"], t["unit"], t["complete"]) for t in first["totals"]}
    assert totals["cytarabine"] == ("500", "1000", "mg/m2", True)  # 5 × 100 to 5 × 200
    assert totals["mesna"] == ("120", "120", "mg/kg", True)  # 6 × 20
    assert totals["vincristine"] == (None, None, None, False)  # weekly in 28 days, the day not stated
    assert fourth["totals"][0]["low"] == "9.0"  # 9 × 1.0 g/m2


def test_levels_that_differ_in_route_only_are_two_resources(dosetrace: Run, dataset: Path) -> None:
    """Vincristine of the cycles keeps its own definition beside one of the same amount by another route."""
    file = dataset / "protocols/invented.yaml"
    other = """\
          - drug: vincristine
            dose: 0.80 mg/m2
            every: 1 wk
            days: not stated
            route: {value: oral, quote: "orally"}
            quote: "0.80 mg/m2 every week"
"""
    mark = "      - cycles: {numbers: [4]"
    assert mark in PROTOCOL
    try:
        file.write_text(PROTOCOL.replace(mark, other + mark), encoding="utf-8")
        assert dosetrace("build", "--root", dataset).returncode == 0
        doses = read(dosetrace, dataset, "r4")["blocks"][0]["doses"]
        assert sorted(str(d["route"]) for d in doses if d["drug"] == "vincristine") == ["None", "oral"]
    finally:
        file.write_text(PROTOCOL, encoding="utf-8")
