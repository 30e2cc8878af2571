"""Bad input: one clear line and exit status 2, or a finding; never a traceback, nothing half written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import ROOT, Run

GOOD = (ROOT / "protocols/ino-mrd.yaml").read_text(encoding="utf-8")
DEEP = 100_000

REFUSED = {
    "empty.yaml": (b"", "empty"),
    "tab.yaml": (b"protocol: x\n\ttitle: y\n", "tab.yaml:2:1"),
    "broken.yaml": (b"protocol: [x\n", "broken.yaml:2:1"),
    "twice.yaml": (b"protocol: x\nprotocol: y\n", 'twice.yaml:2:1: duplicate key "protocol"'),
    "alias.yaml": (b"a: &a [x]\nb: *a\n", "alias.yaml:1:4: anchors and aliases"),
    "bomb.yaml": (
        b"a: &a [x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c + 1, c + 1, c, c) for c in range(97, 120)),
        "alias",
    ),
    "deep.yaml": (b"[" * 5000 + b"]" * 5000, "deep"),
    "large.yaml": (b"x" * 20_000_000, "at most"),
    "binary.yaml": (bytes(range(256)), "UTF-8"),
    "broken.json": (b'{"resourceType": "Bundle",\n "type": }', "broken.json:2:10"),
    "empty.json": (b"", "empty.json:1:1"),
    "twice.json": (b'{"resourceType": "Bundle", "id": "a",\n "id": "b"}', 'twice.json:2:2: duplicate key "id"'),
    "nan.json": (b'{"resourceType": "Bundle", "total": NaN}', '"NaN" is no number'),
    "infinity.json": (b'{"resourceType": "Bundle", "total": 1e999999999}', "is no number"),
    "digits.json": (b'{"resourceType": "Bundle", "total": ' + b"9" * 5000 + b"}", "is no number"),
    "list.json": (b"[]", "a list; expected one resource"),
    "plain.json": (b'{"a": 1}', "resourceType"),
    "deep.json": (b'{"resourceType": ' + b"[" * DEEP + b"]" * DEEP + b"}", "nested too deep"),
    "large.json": (b'{"resourceType": "' + b"x" * 20_000_000 + b'"}', "at most"),
    "utf16.json": ('{"resourceType": "Bundle"}'.encode("utf-16"), "UTF-8"),
    "text.txt": (b"hello", "expected a .yaml protocol"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read(dosetrace: Run, tmp_path: Path, name: str) -> None:
    data, words = REFUSED[name]
    (tmp_path / name).write_bytes(data)
    done = dosetrace("check", tmp_path / name)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_in_a_folder_it_is_a_finding_and_the_rest_goes_on(dosetrace: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(REFUSED["broken.json"][0])
    (tmp_path / "b.json").write_bytes((ROOT / "fhir_bundles/r4/pomp.json").read_bytes())
    (tmp_path / "other.json").write_text('{"not": "fhir"}', encoding="utf-8")
    value = json.loads(dosetrace("check", tmp_path, "--format", "json").stdout)
    assert value["checked"]["bundles"] == 1
    assert [finding["check"] for finding in value["findings"]] == ["file/unreadable"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "nowhere.json"], "no such file"),
        (["schedule", "mini-hcvd-imo"], 'did you mean "mini-hcvd-ino"?'),
        (["explain", "dose/total-differs"], "did you mean"),
        (["check", "--format", "xml"], "--format"),
        (["check", "--root", "/"], "is no dataset"),
        (["nonsense"], "nonsense"),
        (["schedule"], "TARGET"),
    ],
)
def test_wrong_arguments(dosetrace: Run, arguments: list[str], words: str) -> None:
    done = dosetrace(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stdout == ""


WRONG = {
    "an unknown key": ("dose: 0.6 mg/m2", "dos: 0.6 mg/m2", 'unknown key "dos", expected "dose"'),
    "a number for words": ("title: Low-dose", "title: 7 #", "found 7, expected words"),
    "no unit": ("dose: 0.6 mg/m2", "dose: 0.6", "expected a number and a unit"),
    "no UCUM": ("dose: 0.6 mg/m2", "dose: 0.6 mg/m^2", "is no UCUM unit"),
    "a day zero": ("days: [1], quote", "days: [0], quote", "expected at least 1"),
    "a day as words": ("days: [1], quote", "days: [one], quote", "expected a whole number"),
    "an unknown drug": (
        "drug: inotuzumab ozogamicin, dose: 0.6",
        "drug: inotuzumab ozogamycin, dose: 0.6",
        "ozogamicin",
    ),
    "a line end in an id": ("in: ino-mrd-phase2", 'in: "ino-mrd-phase2\\n"', "ino-mrd-phase2"),
    "a number of 5,000 digits": ("dose: 0.6 mg/m2", f"dose: {'9' * 5000} mg/m2", "expected a number and a unit"),
    "days without end": ('quote: "cycles 2-6"', 'quote: "cycles 2-99999999"', "does not stand in its sentence"),
    "a wrong trial": ("NCT03441061", "NCT0344106", "NCT and eight digits"),
    "a list for a mapping": ("cycles: {numbers: [1], quote", "cycles: [{numbers: [1], quote", "expected"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_protocol_of_the_wrong_shape(dosetrace: Run, tmp_path: Path, name: str) -> None:
    old, new, words = WRONG[name]
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    if new.startswith("cycles: ["):
        text = text.replace('quote: "cycle 1"}', 'quote: "cycle 1"}]', 1)
    file = tmp_path / "ino-mrd.yaml"
    file.write_text(text, encoding="utf-8")
    done = dosetrace("check", file, "--format", "json")
    findings = json.loads(done.stdout)["findings"]
    assert done.returncode == 1
    assert any(words in finding["message"] for finding in findings), findings
    assert all(finding["line"] and finding["column"] for finding in findings)


def test_a_protocol_that_contains_itself(dosetrace: Run, tmp_path: Path) -> None:
    text = (ROOT / "protocols/ino-vate.yaml").read_text(encoding="utf-8")
    file = tmp_path / "ino-vate.yaml"
    for old, new in (("[ino-vate-inotuzumab, standard-of-care]", "[ino-vate, standard-of-care]"),
                     ("[ino-vate-flag,", "[standard-of-care,")):  # fmt: skip
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        done = dosetrace("check", file, "--format", "json")
        findings = json.loads(done.stdout)["findings"]
        assert [finding["check"] for finding in findings] == ["protocol/part-not-found"]
        assert "contains itself" in findings[0]["message"]
        assert dosetrace("schedule", file).returncode == 2


def test_a_quote_that_is_not_in_the_source_names_the_nearest_passage(dosetrace: Run, tmp_path: Path) -> None:
    file = tmp_path / "ino-mrd.yaml"
    file.write_text(GOOD.replace("administered at 0.6 mg/m2", "administered at 0.7 mg/m2"), encoding="utf-8")
    findings = json.loads(dosetrace("check", file, "--format", "json").stdout)["findings"]
    found = next(finding for finding in findings if finding["check"] == "quote/not-in-source")
    assert "administered at 0.6 mg/m2 on day 1" in found["expected"]


def test_fhir_of_any_shape_is_judged_without_a_traceback(dosetrace: Run, tmp_path: Path) -> None:
    shapes = [
        {"resourceType": "Bundle"},
        {"resourceType": "Bundle", "entry": ["x", None, {"resource": 3}, {"resource": {"resourceType": 7}}]},
        {"resourceType": "PlanDefinition", "action": {"action": []}},
        {"resourceType": "PlanDefinition", "action": [{"timingTiming": {"repeat": {"count": 10**12}}, "action": [{}]}]},
        {"resourceType": "Observation", "status": "final"},
        {
            "resourceType": "ActivityDefinition",
            "dosage": [{"doseAndRate": [{"doseQuantity": {"value": "2", "code": 5}}]}],
        },
    ]
    for number, shape in enumerate(shapes):
        (tmp_path / f"{number}.json").write_text(json.dumps(shape), encoding="utf-8")
    done = dosetrace("check", tmp_path)
    assert done.returncode in (0, 1)
    assert f"{len(shapes)} bundles" in done.stdout


def test_plans_that_name_each_other_end(dosetrace: Run, tmp_path: Path) -> None:
    plans = [
        {
            "resource": {
                "resourceType": "PlanDefinition",
                "id": name,
                "url": f"http://example.org/PlanDefinition/{name}",
                "status": "draft",
                "action": [{"definitionCanonical": f"http://example.org/PlanDefinition/{other}"}],
            }
        }
        for name, other in (("a", "b"), ("b", "a"))
    ]
    file = tmp_path / "cycle.json"
    file.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": plans}), encoding="utf-8")
    assert dosetrace("check", file).returncode in (0, 1)
    assert dosetrace("schedule", file).returncode == 0
