"""The action, the hook and the jobs of docs/pages/ci.md, run as far as one machine can.

Installing needs a package index; without one these tests are skipped, in CI they fail (`interop/conftest.py`).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from junitparser import JUnitXml

from conftest import ROOT, Run
from interop.conftest import REQUIRED

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs/pages/ci.md").read_text(encoding="utf-8")
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
"""How GitHub calls it."""


def blocks(language: str, heading: str) -> list[str]:
    """The code blocks of one section of the page."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section is not None
    return re.findall(rf"```{language}\n(.*?)```", section[1], re.DOTALL)


def environment(**more: str) -> dict[str, str]:
    """This one without what leads to the code under test."""
    mine = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**mine, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **more}


def run(*command: object, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    words = list(map(str, command))
    return subprocess.run(
        words, cwd=cwd, env=environment(**more), capture_output=True, text=True, timeout=600, check=False
    )


def installed(done: subprocess.CompletedProcess[str]) -> None:
    """Skips where a package index is out of reach, but not in CI."""
    if done.returncode and os.environ.get(REQUIRED) != "1" and "No matching distribution" in done.stderr + done.stdout:
        pytest.skip("no package index to install from")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A repository of somebody else: a good bundle, one with a dose ten times too high, and what is no FHIR."""
    folder = tmp_path / "work space" / "fhir"
    folder.mkdir(parents=True)
    text = (ROOT / "fhir_bundles/r5/pomp.json").read_text(encoding="utf-8")
    (folder / "good one.json").write_text(text, encoding="utf-8")
    (folder / "wrong.json").write_text(text.replace('"value": 50,', '"value": 500,'), encoding="utf-8")
    (folder.parent / "package.json").write_text("{}", encoding="utf-8")
    return folder.parent


# --- the action -----------------------------------------------------------------------------------------------------


def evaluated(text: str, known: Mapping[str, str]) -> str:
    """A text with its ${{ expressions }} replaced; their few operators are those of Python in other signs."""

    def value(match: re.Match[str]) -> str:
        code = match[1].replace("&&", " and ").replace("||", " or ")
        code = re.sub(r"\b(inputs|steps|github|runner)(\.[\w-]+)+", lambda name: repr(known.get(name[0], "")), code)
        return str(eval(code.strip(), {"always": lambda: True, "contains": lambda whole, part: part in whole}))

    return re.sub(r"\$\{\{(.*?)\}\}", value, text)


def inputs(**given: str) -> dict[str, str]:
    defaults = {name: value["default"] for name, value in ACTION["inputs"].items()}
    assert given.keys() <= {name.replace("-", "_") for name in defaults}
    return {f"inputs.{name}": given.get(name.replace("-", "_"), value) for name, value in defaults.items()}


def step(name: str, known: Mapping[str, str], workspace: Path) -> subprocess.CompletedProcess[str]:
    """A step with `run` as GitHub runs it."""
    found = next(one for one in ACTION["runs"]["steps"] if one.get("name") == name)
    script = workspace.parent / "step.sh"
    script.write_text(found["run"], encoding="utf-8")
    values = {key: evaluated(text, known) for key, text in found["env"].items()}
    more = {"GITHUB_OUTPUT": str(workspace.parent / "output"), "GITHUB_WORKSPACE": str(workspace), **values}
    return run(*BASH, script, cwd=workspace, **more)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What GitHub knows, after the step that installs."""
    temp = tmp_path_factory.mktemp("runner temp")
    (temp / "workspace").mkdir()
    known = {
        "steps.python.outputs.python-path": sys.executable,
        "github.action_path": str(ROOT),
        "runner.temp": str(temp),
    }
    installed(step("Install Dosetrace", known, temp / "workspace"))
    return known


def check(runner: Mapping[str, str], workspace: Path, **given: str) -> subprocess.CompletedProcess[str]:
    (workspace.parent / "output").write_text("", encoding="utf-8")
    done = step("Check", {**runner, **inputs(**given)}, workspace)
    assert (workspace.parent / "output").read_text(encoding="utf-8") == f"exit-status={done.returncode}\n"
    return done


def test_the_action_annotates_the_files_it_is_given(runner: dict[str, str], workspace: Path) -> None:
    done = check(runner, workspace)
    assert done.returncode == 1
    assert "::error file=fhir/wrong.json,line=" in done.stdout
    assert "good one" not in done.stdout
    good = check(runner, workspace, paths="fhir/good one.json\n", fail_on="note")
    assert (good.returncode, good.stderr) == (0, "")
    assert check(runner, workspace, paths="nowhere.json").returncode == 2


def test_the_action_takes_words_and_runs_none(runner: dict[str, str], workspace: Path) -> None:
    done = check(runner, workspace, paths="--help\n$(touch made)`touch made`; touch made", format="json")
    assert done.returncode == 2
    assert '"--help" is no protocol' in done.stderr
    assert not (workspace / "made").exists()
    done = check(runner, workspace, args="--fhir-version\nr5", format="junit", output="out put.xml")
    assert (done.returncode, done.stdout) == (1, "")
    assert JUnitXml.fromfile(str(workspace / "out put.xml")).failures > 0


def test_the_action_uploads_what_is_sarif(runner: dict[str, str], workspace: Path) -> None:
    done = check(runner, workspace, upload_sarif="true")
    assert done.returncode == 1
    schema = json.loads((ROOT / "tests/formats/sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    upload = ACTION["runs"]["steps"][-1]
    log = json.loads((workspace / upload["with"]["sarif_file"]).read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(log)
    when = {"0": "True", "1": "True", "2": "False", "": "False"}
    for status, expected in when.items():
        known = {**inputs(upload_sarif="true"), "steps.check.outputs.exit-status": status}
        assert evaluated(upload["if"], known) == expected
        assert evaluated(upload["if"], {**known, **inputs()}) == "False"


# --- files of others' formats ---------------------------------------------------------------------------------------


def published(schema: str, file: Path) -> None:
    """Holds a file against a schema that check-jsonschema carries."""
    done = run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", file, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_and_the_jobs_have_the_published_shape(tmp_path: Path) -> None:
    published("github-actions", ROOT / "action.yml")
    jobs = [("github-workflows", text) for text in blocks("yaml", "GitHub")]
    jobs += [("gitlab-ci", text) for text in blocks("yaml", "GitLab")]
    assert [schema for schema, _ in jobs] == ["github-workflows", "github-workflows", "gitlab-ci"]
    for number, (schema, text) in enumerate(jobs):
        (tmp_path / f"{number}.yml").write_text(text, encoding="utf-8")
        published(schema, tmp_path / f"{number}.yml")


def test_the_workflows_give_the_action_what_it_takes(tmp_path: Path) -> None:
    shutil.copytree(ROOT, tmp_path / "action", ignore=lambda folder, names: {n for n in names if n != "action.yml"})
    (tmp_path / ".github/workflows").mkdir(parents=True)
    for number, text in enumerate(blocks("yaml", "GitHub")):
        steps = yaml.safe_load(text)["jobs"]["dosetrace"]["steps"]
        assert steps[1]["with"].keys() <= ACTION["inputs"].keys()
        local = text.replace("OWNER/dosetrace@main", "./action")
        (tmp_path / f".github/workflows/{number}.yml").write_text(local, encoding="utf-8")
    if shutil.which("actionlint") is None:
        pytest.skip("no actionlint on this machine; the inputs were compared, the rest was not")
    run("git", "init", "--quiet", cwd=tmp_path)
    done = run("actionlint", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


# --- the other jobs -------------------------------------------------------------------------------------------------


def test_the_lines_of_the_gitlab_job(runner: dict[str, str], workspace: Path) -> None:
    (text,) = blocks("yaml", "GitLab")
    job = yaml.safe_load(text)["dosetrace"]
    script = workspace.parent / "job.sh"
    script.write_text("\n".join(job["script"]), encoding="utf-8")
    path = f"{runner['runner.temp']}/dosetrace/bin{os.pathsep}{os.environ['PATH']}"
    done = run(*BASH, script, cwd=workspace, DOSETRACE=str(ROOT), PATH=path, CI_PROJECT_DIR=str(workspace))
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    reports = job["artifacts"]["reports"]
    entries = json.loads((workspace / reports["codequality"]).read_text(encoding="utf-8"))
    assert {entry["location"]["path"] for entry in entries} == {"fhir/wrong.json"}
    suites = {suite.name: suite for suite in JUnitXml.fromfile(str(workspace / reports["junit"]))}
    assert suites["fhir/wrong.json"].failures == len(entries)
    assert suites["fhir/good one.json"].failures == 0


def test_the_lines_of_the_jenkins_job(workspace: Path) -> None:
    (text,) = blocks("groovy", "Jenkins")
    lines = re.findall(r"^\s*sh '(.*)'$", text, re.MULTILINE)
    assert len(lines) == 3
    for line in lines[:-1]:
        # Jenkins calls sh with -xe
        installed(run("sh", "-xe", "-c", line, cwd=workspace, DOSETRACE=str(ROOT)))
    assert run("sh", "-xe", "-c", lines[-1], cwd=workspace).returncode == 1
    results = re.search(r"testResults: '(.*?)'", text)
    assert results is not None
    assert JUnitXml.fromfile(str(workspace / results[1])).failures > 0


# --- the hook -------------------------------------------------------------------------------------------------------

GIT = ("git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false")


def committed(folder: Path) -> str:
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "all")):
        done = run(*GIT, *words, cwd=folder)
        assert done.returncode == 0, done.stderr
    return run("git", "rev-parse", "HEAD", cwd=folder).stdout.strip()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """This checkout as a git repository of its own, and its commit."""
    folder = tmp_path_factory.mktemp("dosetrace")
    left_out = shutil.ignore_patterns(".git", ".downloads*", "__pycache__", ".*_cache", "interop", ".venv", "dist")
    shutil.copytree(ROOT, folder, dirs_exist_ok=True, ignore=left_out)
    return folder, committed(folder)


def test_the_hook_with_pre_commit(
    repository: tuple[Path, str], workspace: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (text,) = blocks("yaml", "pre-commit")
    config = yaml.safe_load(text)
    config["repos"][0] |= {"repo": str(repository[0]), "rev": repository[1]}
    (workspace / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    committed(workspace)
    home = str(tmp_path_factory.mktemp("home"))
    pre_commit = (sys.executable, "-m", "pre_commit")
    installed(run(*pre_commit, "install-hooks", cwd=workspace, PRE_COMMIT_HOME=home))
    done = run(*pre_commit, "run", "--all-files", cwd=workspace, PRE_COMMIT_HOME=home)
    assert done.returncode == 1, done.stderr
    assert "fhir/wrong.json:" in done.stdout
    assert "in 2 FHIR files" in done.stdout
    (workspace / "fhir/wrong.json").unlink()
    committed(workspace)
    assert run(*pre_commit, "run", "--all-files", cwd=workspace, PRE_COMMIT_HOME=home).returncode == 0


@pytest.mark.parametrize(
    ("file", "taken"),
    [
        ("fhir/x.json", True),
        ("a/fhir/b/x.json", True),
        ("input/resources/PlanDefinition-pomp.json", True),
        ("Bundle-x.json", True),
        ("package.json", False),
        ("a/MyBundle-x.json", False),
        ("fhir/x.xml", False),
    ],
)
def test_the_files_the_hook_takes(file: str, taken: bool) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert bool(re.search(hook["files"], file)) == taken


# --- the page -------------------------------------------------------------------------------------------------------


def test_every_option_and_form_that_the_page_names_exists(dosetrace: Run) -> None:
    named = set(re.findall(r"--[a-z]+(?:-[a-z]+)*", re.sub(r"^.*pip.*$", "", PAGE, flags=re.MULTILINE)))
    shown = dosetrace("check", "--help").stdout
    assert named
    assert named - set(re.findall(r"--[a-z]+(?:-[a-z]+)*", shown)) == set()
    forms: Any = re.search(r"--format \[([a-z|\s]+)\]", shown)
    assert re.sub(r"\s", "", forms[1]).split("|") == re.findall(r"^\| `([a-z]+)` \|", PAGE, re.MULTILINE)
