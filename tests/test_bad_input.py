"""Bad input: one clear line and exit status 2, or a finding; never a traceback, nothing half written."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
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
    "utf16.json": ('{"resourceType": "Bundle"}'.encode("utf-16"), "it is UTF-16; expected UTF-8"),
    "utf16-unmarked.json": ('{"resourceType": "Bundle"}'.encode("utf-16-le"), "it is UTF-16; expected UTF-8"),
    "utf16.ndjson": ('{"resourceType": "Bundle"}\n'.encode("utf-16"), "it is UTF-16; expected UTF-8"),
    "latin1.json": (
        '{"resourceType": "Bundle",\n "id": "ä"}'.encode("latin-1"),
        "latin1.json:2:1: it is no UTF-8 text",
    ),
    "gzip.json": (gzip.compress(b'{"resourceType": "Bundle"}'), "it is packed with gzip; expected plain text"),
    "bundle.json.gz": (gzip.compress(b'{"resourceType": "Bundle"}'), "it is packed with gzip; expected plain text"),
    "packed.json": (b"PK\x03\x04\x00\x00", "it is a zip archive; expected plain text"),
    "fhir.xml": (b'<Bundle xmlns="http://hl7.org/fhir"/>', "it is XML; expected FHIR JSON"),
    "xml.json": (b'<?xml version="1.0"?>\n<Bundle/>', "it is XML; expected FHIR JSON"),
    "null.json": (b'{"resourceType": "Bundle",\n "id": "a\0b"}', "null.json:2:1: it has a null byte"),
    "half.json": (b'{"resourceType": "Bundle",\n "id": "\\ud83d"}', "half.json:2:8: half a character"),
    "return.json": (b'{"resourceType": "Bundle",\r "id": "a",\r\n "id": "b"}', 'return.json:3:2: duplicate key "id"'),
    "two.json": (
        b'{"resourceType": "Bundle"}\n{"resourceType": "Bundle"}',
        "two.json:2:1: not valid JSON: a second value",
    ),
    "thousand.json": (b'{"resourceType": "Bundle", "x": 1e400}', '"1e400" is no number that a dose can have'),
    "levels.json": (
        b'{"resourceType": "Bundle", "a": ' + b'{"a":[' * 700 + b"]}" * 700 + b"}",
        "expected at most 1,200",
    ),
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
    assert f"{len(shapes)} FHIR files" in done.stdout


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


def test_a_file_too_large_is_not_read(dosetrace: Run, tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    file.touch()
    os.truncate(file, 256_000_001)  # one byte too many, none of them on the disk
    done = dosetrace("check", file)
    assert done.returncode == 2
    assert "the file has 256,000,001 bytes; expected at most 256,000,000" in done.stderr


def test_two_half_characters_are_a_whole_one(dosetrace: Run, tmp_path: Path) -> None:
    file = tmp_path / "whole.json"
    file.write_text('{"resourceType": "Observation", "id": "\\ud83d\\ude00", "note": "\\\\ud83d"}', encoding="utf-8")
    assert dosetrace("check", file).returncode in (0, 1)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(dosetrace: Run, tmp_path: Path, end: str) -> None:
    file = tmp_path / "order.json"
    lines = ["\ufeff{", ' "resourceType": "MedicationRequest", "note": [{"text": "\u2028"}],', ORDER, "}"]
    file.write_bytes(end.join(lines).encode())
    done = dosetrace("check", file, "--format", "json")
    found = [f for f in json.loads(done.stdout)["findings"] if f["check"] == "text/dosage-differs-from-structure"]
    assert [(f["line"], f["column"]) for f in found] == [(3, ORDER.index('"1.5') + 1)]
    shown = dosetrace("check", file).stdout
    assert "3 | " + ORDER[:40] in shown


ORDER = (
    ' "dosageInstruction": [{"text": "1.5 mg/m2 on day 1", "doseAndRate": [{"doseQuantity": '
    '{"value": 15, "unit": "mg/m2", "system": "http://unitsofmeasure.org", "code": "mg/m2"}}]}]'
)


def plan(name: str, actions: list[dict[str, object]]) -> dict[str, object]:
    url = f"http://example.org/PlanDefinition/{name}"
    return {"resourceType": "PlanDefinition", "id": name, "url": url, "status": "draft", "action": actions}


def naming(*names: str) -> list[dict[str, object]]:
    return [
        {"id": f"a{turn}", "definitionCanonical": f"http://example.org/PlanDefinition/{name}"}
        for turn, name in enumerate(names)
    ]


def nested(depth: int) -> str:
    text = json.dumps(plan("deep", []))
    return text[:-2] + '{"action":[' * (depth - 1) + "{}" + "]}" * (depth - 1) + "]}"


def bundle(*plans: dict[str, object]) -> str:
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": plan} for plan in plans]})


def order(text: str) -> str:
    dosage = {"text": text, "doseAndRate": [{"doseQuantity": {"value": 2, "unit": "mg", "code": "mg"}}]}
    return json.dumps({"resourceType": "MedicationRequest", "id": "long", "dosageInstruction": [dosage]})


CUT_OFF = {
    "a dosage text of 100,000 digits": (
        order("1" * 100_000),
        "a text of 100000 characters; those behind the first 5000 are read for no dose",
    ),
    "a title of 6,000 characters": (
        json.dumps({**plan("long", []), "title": "2 mg " * 1_200}),
        "a text of 6000 characters; those behind the first 5000 are read for no dose",
    ),
    "a dosage text of 12,500 doses": (order("2 mg or " * 12_500), "a text of 100000 characters"),
    "a dosage text of 10,000 maxima": (order("max 2 mg. " * 10_000), "a text of 100000 characters"),
    "nested 500 deep": (nested(500), "actions are 500 deep in each other; those deeper than 200 are not read"),
    "two plans that name each other 1,000 times": (
        bundle(plan("a", naming(*["b"] * 1000)), plan("b", naming(*["a"] * 1000))),
        "PlanDefinition/a contains itself",
    ),
    "a ring of 1,000 plans": (
        bundle(*[plan(f"p{turn}", naming(f"p{(turn + 1) % 1000}")) for turn in range(1000)]),
        "PlanDefinition/p201 stands inside more than 200 plans",
    ),
    "60 plans that all name all": (
        bundle(*[plan(f"p{turn}", naming(*[f"p{other}" for other in range(60)])) for turn in range(60)]),
        "PlanDefinition/p0 contains itself",
    ),
}


@pytest.mark.parametrize("name", CUT_OFF)
def test_what_is_cut_off_is_said(dosetrace: Run, tmp_path: Path, name: str) -> None:
    text, words = CUT_OFF[name]
    (tmp_path / "odd.json").write_text(text, encoding="utf-8")
    findings = json.loads(dosetrace("check", tmp_path / "odd.json", "--format", "json").stdout)["findings"]
    said = [finding["message"] for finding in findings if finding["check"] == "file/not-judged-whole"]
    assert any(words in message for message in said), said


def test_actions_nested_10_000_deep_are_refused(dosetrace: Run, tmp_path: Path) -> None:
    (tmp_path / "deep.json").write_text(nested(10_000), encoding="utf-8")
    done = dosetrace("check", tmp_path / "deep.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nested too deep; expected at most 1,200 levels" in done.stderr


def test_what_is_no_file(dosetrace: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "nowhere.json").symlink_to("gone.json")
    (tmp_path / "ring.json").symlink_to("ring.json")
    (tmp_path / "inside").symlink_to(".")
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "good.json").write_bytes((ROOT / "fhir_bundles/r4/pomp.json").read_bytes())
    value = json.loads(dosetrace("check", tmp_path, "--format", "json").stdout)
    said = {Path(finding["file"]).name: finding["message"] for finding in value["findings"]}
    assert value["checked"]["bundles"] == 1  # the link to the folder itself is not followed
    assert said["pipe.json"] == 'it is a pipe or a device; expected a file, or "-" for standard input'
    assert said["nowhere.json"] == "it is a link that leads to no file"
    assert said["ring.json"] == "it is a link that leads to no file"
    assert set(said) == {"pipe.json", "nowhere.json", "ring.json"}
    for name in ("pipe.json", "nowhere.json", "ring.json", "/dev/null"):
        done = dosetrace("check", tmp_path / name)
        assert (done.returncode, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 1


def test_what_nobody_may_read(tmp_path: Path) -> None:
    good = (ROOT / "fhir_bundles/r4/pomp.json").read_bytes()
    for name in ("open", "closed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "bundle.json").write_bytes(good)
    (tmp_path / "closed.json").write_bytes(good)
    for name in ("closed", "closed.json"):
        (tmp_path / name).chmod(0)
    try:
        value = json.loads(without_rights("check", tmp_path, "--format", "json").stdout)
        assert value["checked"]["bundles"] == 1
        said = {Path(finding["file"]).name: finding["message"] for finding in value["findings"]}
        assert said == {"closed": "the folder cannot be read: permission denied", "closed.json": "permission denied"}
        for path in (tmp_path / "closed", tmp_path / "closed.json", tmp_path / "closed" / "bundle.json"):
            done = without_rights("check", path)
            assert (done.returncode, done.stdout) == (2, "")
            assert "permission denied" in done.stderr
            assert len(done.stderr.splitlines()) == 1
    finally:
        (tmp_path / "closed").chmod(0o700)


def without_rights(*args: object) -> subprocess.CompletedProcess[str]:
    """The command as a user who may not read everything, which root may."""
    command = [sys.executable, "-c", "from dosetrace.cli import main; main()", *map(str, args)]
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root may read everything, and setpriv is not there")
        command = [
            setpriv,
            "--bounding-set=-dac_override,-dac_read_search",
            "--inh-caps=-dac_override,-dac_read_search",
            *command,
        ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
