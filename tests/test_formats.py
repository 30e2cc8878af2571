"""The forms of CI systems: read back by foreign readers, from the command and from findings as bad as they come."""

from __future__ import annotations

import json
import re
import shutil
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fhir.resources.operationoutcome import OperationOutcome as OutcomeR5
from fhir.resources.R4B.operationoutcome import OperationOutcome as OutcomeR4B
from junitparser import Failure, JUnitXml

from conftest import ROOT, Run
from dosetrace.checks.outcome import Counted, Outcome
from dosetrace.checks.registry import checks
from dosetrace.cli import options
from dosetrace.findings import Finding, Level, Location, Problem, Sentence
from dosetrace.report.forms import FORMS, printed
from dosetrace.report.github import summary_markdown
from dosetrace.report.operationoutcome import CODES, fhirpath, issue_code
from dosetrace.report.view import View

SARIF = json.loads((ROOT / "tests/formats/sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
NASTY = 'a, b: 100 % of <&> "é" 💊 ]]> | `x` \x1b[31m\x00\x85\r\nsecond ::error::line \ud800'
FOLDER = "mit Ä % #1, x:y"
MACHINE = [form for form in FORMS if form != "text"]


def finding(
    level: Level = Level.ERROR,
    check: str = "dose/differs-from-text",
    message: str = "the dose is 2 mg",
    file: str = "fhir/a.json",
    line: int | None = 7,
    path: str = "action[0].dosage",
) -> Finding:
    problem = Problem(message, (), sentence=Sentence("paper", "1 mg", 3), help="sum: 1 + 1")
    place = Location(file, line, 5 if line else None, path)
    return Finding(check, level, problem, place, (Location(file, 9, 1, "title"),))


def outcome(*findings: Finding, files: tuple[str, ...] = ("fhir/a.json",)) -> Outcome:
    return Outcome(list(findings), Counted(0, 1, 1, 88), files=list(files))


def view(fail_on: Level = Level.ERROR, base: Path = ROOT, root: Path = ROOT) -> View:
    return View({}, fail_on, base, root)


def sarif(found: Outcome, seen: View | None = None) -> Any:
    value = json.loads(printed("sarif", found, seen or view()))
    jsonschema.Draft4Validator(SARIF).validate(value)
    return value["runs"][0]


def junit(found: Outcome, seen: View | None = None) -> list[Any]:
    return list(JUnitXml.fromstring(printed("junit", found, seen or view()).encode()))


@pytest.fixture(autouse=True)
def no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests themselves may run in a job."""
    for name in ("GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a good bundle, one with a dose ten times too high, and a broken file."""
    folder = tmp_path_factory.mktemp("library") / FOLDER
    folder.mkdir()
    text = (ROOT / "fhir_bundles/r5/pomp.json").read_text(encoding="utf-8")
    (folder / "good.json").write_text(text, encoding="utf-8")
    (folder / "wrong.json").write_text(text.replace('"value": 50,', '"value": 500,'), encoding="utf-8")
    (folder / "broken.json").write_text('{"resourceType": "Bundle",\n "type": }', encoding="utf-8")
    return folder.parent


@pytest.fixture(scope="module")
def expected(dosetrace: Run, library: Path) -> int:
    """How many findings there are."""
    findings = json.loads(dosetrace("check", FOLDER, "--format", "json", cwd=library).stdout)["findings"]
    assert {finding["level"] for finding in findings} == {"error"}
    assert len(findings) > 5
    return len(findings)


def test_the_command_takes_every_form() -> None:
    assert list(options.FORMS) == list(FORMS)


@pytest.mark.parametrize("form", MACHINE)
def test_every_form_of_a_real_library(dosetrace: Run, library: Path, expected: int, form: str) -> None:
    done = dosetrace("check", FOLDER, "--format", form, cwd=library)
    assert (done.returncode, done.stderr) == (1, "")
    assert _count(form, done.stdout) == expected


def _count(form: str, text: str) -> int:
    if form == "junit":
        return sum(case.is_failure for suite in JUnitXml.fromstring(text.encode()) for case in suite)
    if form == "github":
        left = re.search(r"^(\d+) more findings", text, re.MULTILINE)
        return len(re.findall(r"^::error ", text, re.MULTILINE)) + (int(left[1]) if left else 0)
    value = json.loads(text)
    if form == "sarif":
        jsonschema.Draft4Validator(SARIF).validate(value)
        return len(value["runs"][0]["results"])
    lists = {"json": "findings", "operationoutcome": "issue"}
    return len(value[lists[form]]) if form in lists else len(value)


@pytest.mark.parametrize("form", MACHINE)
def test_a_file_without_findings(dosetrace: Run, form: str) -> None:
    done = dosetrace("check", "fhir_bundles/r4/pomp.json", "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    if form == "operationoutcome":
        ok = {"severity": "information", "code": "informational", "details": {"text": "All OK"}}
        assert json.loads(done.stdout) == {"resourceType": "OperationOutcome", "issue": [ok]}
    elif form == "junit":
        (suite,) = JUnitXml.fromstring(done.stdout.encode())
        assert [(case.name, case.is_passed) for case in suite] == [("no findings", True)]
        assert suite.name == "fhir_bundles/r4/pomp.json"
    elif form == "github":
        assert done.stdout.startswith("0 errors, 0 warnings, 0 notes in 1 FHIR file")
    else:
        assert _count(form, done.stdout) == 0


@pytest.mark.parametrize("form", MACHINE)
def test_standard_input(dosetrace: Run, form: str) -> None:
    bundle = (ROOT / "fhir_bundles/r5/pomp.json").read_bytes().replace(b'"value": 50,', b'"value": 500,')
    done = dosetrace("check", "-", "--format", form, stdin=bundle)
    assert done.returncode == 1
    assert _count(form, done.stdout) > 5
    shown = {"sarif": "%3Cstdin%3E", "junit": "&lt;stdin&gt;"}.get(form, "<stdin>")
    assert shown in done.stdout
    assert "file=" not in done.stdout or form != "github"


@pytest.mark.parametrize("form", MACHINE)
def test_bad_characters_and_missing_lines(form: str) -> None:
    found = outcome(
        finding(message=NASTY, file=f"{FOLDER}/x.json", path=f"action[0].{NASTY}"),
        finding(message=NASTY, line=None, path=""),
        finding(check="made-up/unheard-of", file="<stdin>"),
        finding(file="https://host.example/fhir/PlanDefinition/a b"),
    )
    text = printed(form, found, view()).encode("utf-8", "replace").decode()
    assert _count(form, text) == 4
    assert "\x1b" not in text
    assert "\x00" not in text


@pytest.mark.parametrize("form", FORMS)
def test_ten_thousand_findings_take_a_moment(form: str) -> None:
    found = outcome(*(finding(line=number, path=f"action[{number}].dosage") for number in range(1, 10_001)))
    started = time.process_time()
    printed(form, found, view())
    assert time.process_time() - started < 3


def test_sarif_rules_are_the_catalogue() -> None:
    run = sarif(outcome(finding(check="day/beyond-cycle", level=Level.WARNING)))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [check.id for check in checks()]
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == [check.level for check in checks()]
    assert max(len(rule["fullDescription"]["text"]) for rule in rules) <= 1024
    (result,) = run["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "day/beyond-cycle"
    assert result["level"] == "warning"
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_says_where(tmp_path: Path) -> None:
    inside, outside = tmp_path / "repository" / FOLDER / "x.json", tmp_path / "other folder" / "y.json"
    for path in (inside, outside):
        path.parent.mkdir(parents=True)
        path.write_text("{}", encoding="utf-8")
    names = (str(inside), str(outside), "<stdin>", "https://host.example/fhir/PlanDefinition/a")
    found = outcome(*(finding(file=name) for name in names), finding(file=str(inside), line=None))
    results = sarif(found, view(base=tmp_path / "repository"))["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert places[0] == {
        "artifactLocation": {"uri": "mit%20%C3%84%20%25%20%231%2C%20x%3Ay/x.json", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 7, "startColumn": 5},
    }
    assert places[1]["artifactLocation"] == {"uri": outside.as_uri()}
    assert places[2]["artifactLocation"] == {"uri": "%3Cstdin%3E"}
    assert places[3]["artifactLocation"] == {"uri": "https://host.example/fhir/PlanDefinition/a"}
    assert "region" not in places[4]
    assert results[0]["relatedLocations"][0]["physicalLocation"]["region"] == {"startLine": 9, "startColumn": 1}
    assert results[0]["message"]["text"].splitlines()[1] == 'source: paper, line 3: "1 mg"'


def test_sarif_keeps_the_worst_that_github_takes() -> None:
    notes = [finding(level=Level.NOTE, line=number) for number in range(1, 25_001)]
    run = json.loads(printed("sarif", outcome(*notes, finding(message="the only error")), view()))["runs"][0]
    assert len(run["results"]) == 25_000
    assert run["results"][0]["message"]["text"].startswith("the only error")
    (said,) = run["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"] == "25001 findings, of which the 25000 worst are in this file"


def _marks(found: Outcome) -> list[str]:
    return [entry["fingerprint"] for entry in json.loads(printed("gitlab", found, view()))]


def test_a_finding_is_the_same_when_lines_and_positions_move() -> None:
    same = (finding(), finding(line=90, path="action[4].dosage"))
    assert _marks(outcome(same[0])) == _marks(outcome(same[1]))
    mark = sarif(outcome(same[0]))["results"][0]["partialFingerprints"]
    assert mark == sarif(outcome(same[1]))["results"][0]["partialFingerprints"]
    others = (finding(message="the dose is 3 mg"), finding(file="b.json"), finding(check="unit/x"), finding(path="x"))
    assert len(set(_marks(outcome(*same, *others)))) == 6


def test_junit_fails_what_the_exit_status_fails() -> None:
    found = outcome(
        finding(), finding(level=Level.WARNING), finding(level=Level.NOTE), files=("fhir/a.json", "fhir/b.json")
    )
    expected = {Level.ERROR: [3, 0, 1], Level.WARNING: [3, 0, 2], Level.NOTE: [3, 0, 3]}
    for fail_on, (cases, passed, failures) in expected.items():
        first, second = junit(found, view(fail_on))
        assert (first.name, first.tests, first.failures) == ("fhir/a.json", cases, failures)
        assert (second.name, second.tests, second.failures) == ("fhir/b.json", 1, passed)
        root = ElementTree.fromstring(printed("junit", found, view(fail_on)))
        assert (root.get("tests"), root.get("failures")) == ("4", str(failures))


def test_junit_says_what_and_where() -> None:
    found = outcome(finding(file="v1.2/a.b.json"), finding(file="v1.2/a.b.json", line=None), files=())
    ((one, two),) = junit(found)
    assert one.name == "dose/differs-from-text action[0].dosage"
    assert two.name == "dose/differs-from-text action[0].dosage (2)"
    assert (one.classname, one._elem.get("file"), one._elem.get("line")) == ("v1_2/a_b", "v1.2/a.b.json", "7")
    (failure,) = one.result
    assert isinstance(failure, Failure)
    assert (failure.message, failure.type) == ("the dose is 2 mg", "dose/differs-from-text")
    assert failure.text.splitlines() == [
        "error: the dose is 2 mg", 'source: paper, line 3: "1 mg"', "see: v1.2/a.b.json:9:1", "sum: 1 + 1",
        "at v1.2/a.b.json:7:5",
    ]  # fmt: skip


def test_github_escapes_as_its_runner_reads_back() -> None:
    found = outcome(finding(message="100 % :: a\n%0A", file=f"{FOLDER}/x.json"))
    command, message = printed("github", found, view()).splitlines()[0].removeprefix("::").split("::", 1)
    assert command == "error file=mit Ä %25 #1%2C x%3Ay/x.json,line=7,col=5,title=dose/differs-from-text"
    assert message.startswith("100 %25 :: a %250A%0Asource")
    assert printed("github", outcome(finding(level=Level.NOTE, line=None)), view()).startswith(
        "::notice file=fhir/a.json,title="
    )


def test_github_prints_the_worst_and_says_how_many_are_left() -> None:
    notes = [finding(level=Level.NOTE, line=number) for number in range(1, 13)]
    errors = [finding(message=f"error {number}") for number in range(1, 12)]
    lines = printed("github", outcome(*notes, *errors, finding(level=Level.WARNING)), view()).splitlines()
    assert [line.split(" ")[0] for line in lines[:-2]] == ["::error"] * 10 + ["::warning"] + ["::notice"] * 10
    # 12 notes and 11 errors, 10 of each shown: 2 + 1
    assert lines[-2] == "3 more findings without an annotation: GitHub shows 10 of a level"
    assert lines[-1] == "11 errors, 1 warning, 12 notes in 1 FHIR file, 1 resource, 88 checks"


def test_github_paths_count_from_the_checkout(dosetrace: Run, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(library))
    out = dosetrace("check", ".", "--format", "gitlab", cwd=library / FOLDER)
    paths = {entry["location"]["path"] for entry in json.loads(out.stdout)}
    assert paths == {f"{FOLDER}/broken.json", f"{FOLDER}/wrong.json"}


def test_the_summary_of_a_github_job_is_appended(
    dosetrace: Run, library: Path, expected: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    dosetrace("check", FOLDER, "--format", "github", cwd=library)
    lines = summary.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["before", "### Dosetrace"]
    assert sum(line.startswith("| error |") for line in lines) == expected
    before = summary.read_bytes()
    dosetrace("check", f"{FOLDER}/good.json", "--format", "sarif", cwd=library)
    assert summary.read_bytes() == before


def test_the_summary_is_no_larger_than_github_takes_and_no_other_markdown() -> None:
    long = [finding(message=f"{number} {'ä' * 1000}") for number in range(2000)]
    text = summary_markdown(outcome(*long))
    assert len(text.encode()) < 1024 * 1024
    shown = sum(line.startswith("| error") for line in text.splitlines())
    assert f"{2000 - shown} more findings do not fit here." in text
    row = summary_markdown(outcome(finding(message="a | b <img src=x> [l](u) `c` @all"))).splitlines()[-2]
    assert row.count("|") == 5
    assert not set("<[`@") & set(row)


def test_gitlab_takes_every_entry() -> None:
    levels = [finding(level=level) for level in Level]
    entries = json.loads(printed("gitlab", outcome(*levels, finding(line=None)), view()))
    assert [entry["severity"] for entry in entries] == ["critical", "minor", "info", "critical"]
    assert len({entry["fingerprint"] for entry in entries}) == 4
    assert [entry["location"] for entry in entries][2:] == [
        {"path": "fhir/a.json", "lines": {"begin": 7}},
        {"path": "fhir/a.json", "lines": {"begin": 1}},
    ]
    assert entries[0]["description"] == (
        'the dose is 2 mg; source: paper, line 3: "1 mg"; see: fhir/a.json:9:1; sum: 1 + 1'
    )
    assert entries[0]["check_name"] == "dose/differs-from-text"


def test_operation_outcome_is_one_in_r4_and_r5() -> None:
    found = outcome(
        *(finding(level=level) for level in Level),
        finding(message=NASTY, path="entry[2].resource._text.extension[0]"),
        finding(file="protocols/x.yaml", line=None),
    )
    text = printed("operationoutcome", found, view()).encode("utf-8", "replace").decode()
    for model in (OutcomeR4B, OutcomeR5):
        model.model_validate_json(text)
    issues = json.loads(text)["issue"]
    assert [issue["severity"] for issue in issues] == ["error", "warning", "information", "error", "error"]
    assert issues[0]["expression"] == ["action[0].dosage"]
    assert issues[0]["location"] == ["fhir/a.json:7:5"]
    assert issues[0]["details"] == {"text": "the dose is 2 mg"}
    assert {"url": f"{HL7}issue-line", "valueInteger": 7} in issues[0]["extension"]
    assert issues[3]["expression"] == ["entry[2].resource.text.extension[0]"]
    assert "expression" not in issues[4]


HL7 = "http://hl7.org/fhir/StructureDefinition/operationoutcome-"
ISSUE_TYPES = {
    "invalid", "structure", "required", "value", "invariant", "processing", "not-supported", "duplicate",
    "multiple-matches", "not-found", "too-long", "code-invalid", "extension", "too-costly", "business-rule", "conflict",
    "incomplete", "informational",
}  # fmt: skip
"""Of FHIR's value set issue-type those that R4 and R5 both have and that may be said of content."""


def test_every_area_of_checks_has_a_code_of_fhir() -> None:
    assert {check.id.partition("/")[0] for check in checks()} - CODES.keys() == set()
    assert {issue_code(check.id) for check in checks()} <= ISSUE_TYPES


@pytest.mark.parametrize(
    ("check", "code"),
    [
        ("fhir/element-missing", "required"),
        ("fhir/timing-invariant-broken", "invariant"),
        ("fhir/code-not-allowed", "code-invalid"),
        ("fhir/modifier-extension-unknown", "extension"),
        ("fhir/element-repeated", "structure"),
        ("dose/differs-from-quote", "value"),
        ("reference/dangling", "not-found"),
    ],
)
def test_the_code_says_what_kind_of_defect(check: str, code: str) -> None:
    assert issue_code(check) == code


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("action[0].title", "action[0].title"),
        ("_text.extension[0].valueString", "text.extension[0].valueString"),
        ("entry[0].resource.text.div", "entry[0].resource.text.`div`"),
        ("entry[0].resource.division", "entry[0].resource.division"),
    ],
)
def test_a_place_in_fhirpath(path: str, expected: str) -> None:
    assert fhirpath(path) == expected


def test_text_shows_no_control_characters(dosetrace: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_bytes(b'{"resourceType": "Bundle", "\x1b[2J\x07')
    done = dosetrace("check", ".", "--color", "always", cwd=tmp_path)
    assert '1 | {"resourceType": "Bundle", "\ufffd[2J\ufffd' in done.stdout
    assert "\x1b[31m" in done.stdout
    assert not {"\x1b[2J", "\x07"} & set(re.findall("\x1b\\[\\w+|[\x07]", done.stdout))


def test_pull_prints_the_same_forms(dosetrace: Run) -> None:
    assert "|".join(FORMS) in re.sub(r"\s+", "", dosetrace("pull", "--help").stdout)


def test_an_unwritable_summary_is_one_line(dosetrace: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ROOT / "fhir_bundles/r4/pomp.json", tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    done = dosetrace("check", "pomp.json", "--format", "github", cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
