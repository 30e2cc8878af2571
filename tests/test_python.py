"""The functions of the package, as programs call them."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import dosetrace
from conftest import ROOT

BUNDLE = ROOT / "fhir_bundles/r4/pomp.json"


def parsed() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(BUNDLE.read_text(encoding="utf-8"))
    return value


def test_a_good_file_has_no_findings() -> None:
    assert dosetrace.check(BUNDLE) == dosetrace.check(str(BUNDLE)) == dosetrace.check("pomp") == []
    assert dosetrace.check(parsed()) == []
    assert dosetrace.check(ROOT / "fhir_bundles/r5") == []


def test_a_finding_says_where_and_what(tmp_path: Path) -> None:
    text = BUNDLE.read_text(encoding="utf-8")
    file = tmp_path / "wrong.json"
    file.write_text(text.replace('"value": 50,', '"value": 500,', 1), encoding="utf-8")
    found = next(one for one in dosetrace.check(file) if one.check == "dose/differs-from-quote")
    assert (found.level, found.level.value) == (dosetrace.Level.ERROR, "error")
    assert found.message == "the daily dose is 500 mg, the words say 50 mg/d"
    assert (found.found, found.expected) == ("500 mg", "50 mg/d")
    at = text.rindex('"numerator": {', 0, text.index('"value": 50,')) + len('"numerator": ')
    line, column = text.count("\n", 0, at) + 1, at - text.rindex("\n", 0, at)
    assert (found.file, found.line, found.column) == (str(file), line, column)
    assert str(found).startswith(f"error[dose/differs-from-quote] {file}:{found.line}:{found.column} {found.path}: ")


def test_a_parsed_resource_has_paths_and_no_lines() -> None:
    value = json.loads(BUNDLE.read_text(encoding="utf-8").replace('"value": 50,', '"value": 500,', 1))
    found = next(one for one in dosetrace.check(value) if one.check == "dose/differs-from-quote")
    assert (found.file, found.line, found.column) == ("<parsed>", None, None)
    assert found.path.startswith("entry[")


def test_decimals_of_a_parsed_resource_are_what_was_written() -> None:
    """0.1 + 0.2 is no 0.3 in binary fractions; as they are printed they are."""
    text = {"resourceType": "MedicationRequest", "dosageInstruction": [{"text": "0.3 mg/m2 on day 1"}]}
    for value in (0.3, Decimal("0.3"), Decimal("0.30")):
        dose = {"value": value, "unit": "mg/m2", "system": "http://unitsofmeasure.org", "code": "mg/m2"}
        order = {
            **text,
            "dosageInstruction": [{**text["dosageInstruction"][0], "doseAndRate": [{"doseQuantity": dose}]}],
        }  # type: ignore[dict-item]
        checks = {one.check for one in dosetrace.check(order)}
        assert "text/dosage-differs-from-structure" not in checks


def test_schedules() -> None:
    from_id, from_file, from_value = (
        dosetrace.schedule("pomp"),
        dosetrace.schedule(BUNDLE),
        dosetrace.schedule(parsed()),
    )
    assert from_file == from_value
    assert from_id.target == from_file.target == "pomp"
    assert [dose.drug for dose in from_id.blocks[0].doses] == [dose.drug for dose in from_file.blocks[0].doses]


def test_prose() -> None:
    claim = dosetrace.read("vincristine 2 mg on days 1 and 8").claims[0]
    assert (claim.drug, str(claim.dose), claim.days) == ("vincristine", "2 mg", (1, 8))


WRONG = {
    "no such file": (lambda: dosetrace.check("nowhere.json"), "no such file"),
    "text for a path": (lambda: dosetrace.check('{"resourceType": "Bundle"}'), "no such file|no protocol"),
    "standard input": (lambda: dosetrace.check("-"), "is no path"),
    "no resource": (lambda: dosetrace.check({"a": 1}), 'expected an object with a "resourceType"'),
    "a date": (lambda: dosetrace.check({"resourceType": "Bundle", "entry": [Path()]}), r"entry\[0\] is a \w*Path"),
    "a version": (lambda: dosetrace.check(BUNDLE, fhir_version="R4"), 'expected "r4" or "r5"'),
    "no plan": (lambda: dosetrace.schedule({"resourceType": "Patient"}), "has no PlanDefinition"),
    "not a number": (lambda: dosetrace.check({"resourceType": "Bundle", "total": float("nan")}), "total is nan"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_read_is_an_input_error(name: str) -> None:
    call, words = WRONG[name]
    with pytest.raises(dosetrace.InputError, match=words):
        call()


def test_to_import_the_package_is_quick() -> None:
    code = "import sys, dosetrace; print(sorted(name for name in sys.modules if name.startswith('dosetrace')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['dosetrace', 'dosetrace.findings']"


def test_a_file_that_needs_no_protocol_starts_without_what_reads_protocols(tmp_path: Path) -> None:
    (tmp_path / "order.json").write_text('{"resourceType": "Observation", "status": "final"}', encoding="utf-8")
    code = "import sys, dosetrace; dosetrace.check(sys.argv[1]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "order.json")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    heavy = {"pydantic", "jsonschema", "yaml", "openpyxl", "httpx", "pint", "lark"}
    assert heavy & set(done.stdout.split()) == set()
