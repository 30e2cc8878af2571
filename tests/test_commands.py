"""The commands as a user runs them: what they print, where, and with which exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import ROOT, Run

NAMES = sorted(path.stem for path in (ROOT / "protocols").glob("*.yaml"))


def schema(name: str) -> Any:
    return json.loads((ROOT / "docs/pages/schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))


def test_check_proves_the_whole_dataset(dosetrace: Run) -> None:
    done = dosetrace("check")
    assert done.returncode == 0
    assert "ino-vate-inotuzumab" in done.stdout
    assert "1.8 = 1.8 mg/m2; 1.5 = 1.5 mg/m2" in done.stdout
    assert "0 errors, 0 warnings, 0 notes in 12 protocols, 24 FHIR files" in done.stdout


def test_check_as_json(dosetrace: Run) -> None:
    value = json.loads(dosetrace("check", "--format", "json").stdout)
    jsonschema.validate(value, schema("check"))
    assert (value["checked"]["protocols"], value["checked"]["bundles"], value["findings"]) == (12, 24, [])


@pytest.mark.parametrize("name", NAMES)
def test_schedule_is_the_same_from_all_three(dosetrace: Run, name: str) -> None:
    found = [
        json.loads(dosetrace("schedule", name, "--from", s, "--format", "json").stdout)
        for s in ("protocol", "r4", "r5")
    ]
    for value in found:
        jsonschema.validate(value, schema("schedule"))
    assert [value.pop("read_from") for value in found] == ["protocol", "r4", "r5"]
    assert found[0] == found[1] == found[2]
    published = json.loads((ROOT / "fhir_bundles/schedules" / f"{name}.json").read_text(encoding="utf-8"))
    assert {**found[0], "read_from": "protocol"} == published


def test_schedule_as_a_grid(dosetrace: Run) -> None:
    out = dosetrace("schedule", "mini-hcvd-ino").stdout
    assert "Cycle 1, cycle length not stated" in out
    row = next(line for line in out.splitlines() if line.strip().startswith("cyclophosphamide"))
    assert row.split() == ["cyclophosphamide", "150", "mg/m²", "every", "12", "hours", "not", "stated", "x", "x", "x"]
    assert "rituximab (CD20 ≥ 20 %)" in out
    assert "route: cyclophosphamide, cytarabine" in out


def test_schedule_as_csv(dosetrace: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(dosetrace("schedule", "ino-vate-inotuzumab", "--format", "csv").stdout)))
    assert [(row["cycles"], row["days"], row["dose_low"], row["dose_unit"]) for row in rows] == [
        ("1 2 3 4 5 6", "1", "0.8", "mg/m2"),
        ("1 2 3 4 5 6", "8 15", "0.5", "mg/m2"),
        ("2 3 4 5 6", "1 8 15", "0.5", "mg/m2"),
    ]


def test_lists(dosetrace: Run) -> None:
    protocols = json.loads(dosetrace("list", "--format", "json").stdout)
    jsonschema.validate(protocols, schema("list"))
    assert [entry["id"] for entry in protocols] == NAMES
    found = json.loads(dosetrace("list", "checks", "--format", "json").stdout)
    jsonschema.validate(found, schema("list-checks"))
    assert len(found) >= 30


def test_version_and_help(dosetrace: Run) -> None:
    assert dosetrace("--version").stdout.startswith("dosetrace ")
    for command in ("", "check", "schedule", "list", "explain", "build"):
        out = dosetrace(*command.split(), "--help").stdout
        assert "Example" in out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sche", "schedule"),
        ("schedule mini-hcvd-ino-f", "mini-hcvd-ino-fractionated"),
        ("explain day/be", "day/beyond-cycle"),
    ],
)
def test_tab_completion(words: str, expected: str) -> None:
    typed = f"dosetrace {words}"
    asked = {"_DOSETRACE_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    code = "import sys; sys.argv[0] = 'dosetrace'; from dosetrace.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **asked}, capture_output=True, check=False
    )
    assert done.stdout.decode().strip() == f"plain,{expected}"


def test_a_finding_shows_place_found_expected_and_sentence(dosetrace: Run, tmp_path: Path) -> None:
    text = (ROOT / "protocols/ino-vate-inotuzumab.yaml").read_text(encoding="utf-8")
    wrong = tmp_path / "ino-vate-inotuzumab.yaml"
    wrong.write_text(text.replace("dose: 0.5 mg/m2, days: [8, 15]", "dose: 0.6 mg/m2, days: [8, 15]"), encoding="utf-8")
    done = dosetrace("check", wrong, "--format", "json")
    findings = {finding["check"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert done.returncode == 1
    total = findings["dose/total-differs-from-source"]
    assert (total["found"], total["expected"]) == ("2.0 mg/m2", "1.8 mg/m2")  # 0.8 + 0.6 + 0.6
    dose = findings["dose/differs-from-quote"]
    line = wrong.read_text(encoding="utf-8").splitlines()[dose["line"] - 1]
    assert line[dose["column"] - 1 :].startswith("0.6 mg/m2")
    assert dose["path"] == "reading[3].means[0].give[1].dose"
    assert dose["source"] == {"id": "ino-vate-final", "line": 174, "quote": "0.5 mg/m2 on days 8 and 15"}
    shown = dosetrace("check", wrong).stdout
    assert "error[dose/differs-from-quote]" in shown
    assert "  = sum: 0.8 + 2 × 0.6" in shown


def test_fail_on(dosetrace: Run, tmp_path: Path) -> None:
    source = ROOT / "tests/checks/quote/ambiguous/bad-days-cut-off.yaml"
    text = source.read_text(encoding="utf-8").replace("protocol: good", "protocol: bad")
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    assert dosetrace("check", tmp_path / "bad.yaml").returncode in (0, 1)
    assert dosetrace("check", tmp_path / "bad.yaml", "--fail-on", "warning").returncode == 1


def test_standard_input(dosetrace: Run) -> None:
    bundle = (ROOT / "fhir_bundles/r5/pomp.json").read_bytes()
    assert dosetrace("check", "-", stdin=bundle).returncode == 0
    assert dosetrace("check", "-", stdin=bundle.replace(b'"value": 50,', b'"value": 500,')).returncode == 1
    value = json.loads(dosetrace("schedule", "-", "--format", "json", stdin=bundle).stdout)
    assert (value["target"], value["read_from"]) == ("pomp", "r5")


def test_changed_bytes_of_a_seed_are_an_error(dosetrace: Run, tmp_path: Path) -> None:
    for name in ("seeds", "protocols", "fhir_bundles"):
        shutil.copytree(ROOT / name, tmp_path / name)
    seed = tmp_path / "seeds/ino-vate-final.txt"
    seed.write_bytes(seed.read_bytes().replace(b"0.8 mg/m2 on day 1", b"0.9 mg/m2 on day 1"))
    done = dosetrace("check", "--root", tmp_path, "--format", "json")
    found = {finding["check"] for finding in json.loads(done.stdout)["findings"]}
    assert done.returncode == 1
    assert {"source/bytes-changed", "quote/not-in-source"} <= found


def test_build_is_fresh_and_says_what_differs(dosetrace: Run, tmp_path: Path) -> None:
    assert dosetrace("build", "--check").returncode == 0
    for name in ("seeds", "protocols", "fhir_bundles", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    bundle = tmp_path / "fhir_bundles/r4/pomp.json"
    before = bundle.read_bytes()
    bundle.write_bytes(before.replace(b'"value": 50,', b'"value": 51,'))
    (tmp_path / "fhir_bundles/r4/left-over.json").write_text("{}", encoding="utf-8")
    done = dosetrace("build", "--check", "--root", tmp_path)
    assert done.returncode == 1
    assert "fhir_bundles/r4/pomp.json differs" in done.stdout
    assert "fhir_bundles/r4/left-over.json no protocol makes it" in done.stdout
    assert dosetrace("build", "--root", tmp_path).returncode == 0
    assert bundle.read_bytes() == before
    assert not (tmp_path / "fhir_bundles/r4/left-over.json").exists()
