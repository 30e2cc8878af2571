"""Every check has examples, and finds the bad one and nothing in the good one."""

from __future__ import annotations

from pathlib import Path

import pytest

from dosetrace.checks.load import Loader, NotReadable
from dosetrace.checks.registry import Check, checks
from dosetrace.checks.run import run
from dosetrace.checks.subjects import Subject, UnreadableFile
from dosetrace.data import Dataset

EXAMPLES = Path(__file__).parent / "checks"
EVERY = [pytest.param(check, id=check.id) for check in checks()]


def subjects(example: Path) -> list[Subject]:
    """A file, a folder with a list of sources, or a whole dataset."""
    if (example / "protocols").is_dir():
        return Loader(Dataset(example)).dataset()
    reads = Loader(Dataset(EXAMPLES.parent.parent))
    try:
        return reads.path(example / "sources.yaml" if example.is_dir() else example)
    except NotReadable as error:
        return [UnreadableFile(error.file, {}, error.message, error.line, error.column)]


def examples(check: Check, kind: str) -> list[Path]:
    return sorted((EXAMPLES / check.id).glob(f"{kind}*"))


@pytest.mark.parametrize("check", EVERY)
def test_has_a_good_and_a_bad_example(check: Check) -> None:
    assert examples(check, "good")
    assert examples(check, "bad")


@pytest.mark.parametrize("check", EVERY)
def test_finds_nothing_in_the_good_example(check: Check) -> None:
    for example in examples(check, "good"):
        assert [finding.problem.message for finding in run(subjects(example), [check])] == []


@pytest.mark.parametrize("check", EVERY)
def test_finds_the_bad_example(check: Check) -> None:
    for example in examples(check, "bad"):
        findings = run(subjects(example), [check])
        assert findings
        assert all(finding.problem.message and finding.location.file for finding in findings)


@pytest.mark.parametrize("check", EVERY)
def test_is_one_short_file_with_a_reason(check: Check) -> None:
    source = Path(__file__).parent.parent / "validator/dosetrace/checks" / (check.id.replace("-", "_") + ".py")
    assert len(source.read_text(encoding="utf-8").splitlines()) < 100
    assert check.summary.endswith(".")
    assert "\n" not in check.summary
    assert check.why.endswith(".")


def test_no_example_without_a_check() -> None:
    folders = {f"{area.name}/{folder.name}" for area in EXAMPLES.iterdir() for folder in area.iterdir()}
    assert folders == {check.id for check in checks()}
