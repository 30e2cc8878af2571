"""Every check has examples, and finds the bad ones and nothing in the good ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT
from dosetrace.checks.examples import Examples
from dosetrace.checks.manual import changed_lines, lines_of
from dosetrace.checks.registry import Check, checks
from dosetrace.data import Dataset

EXAMPLES = Examples(Dataset(ROOT))
FOLDER = ROOT / "tests/checks"
EVERY = [pytest.param(check, id=check.id) for check in checks()]
SHAPES = [check for check in checks() if check.id.startswith("file/") or check.id.endswith("/wrong-shape")]
ONLY_WRONG = {"file/unreadable", "protocol/wrong-shape"}
"""Checks of what a good file never is."""
MOST_CHANGED = 12
"""Lines in which a bad example may differ from a good one."""


def messages(check: Check, example: Path) -> list[str]:
    return [finding.problem.message for finding in EXAMPLES.findings(check, example)]


@pytest.mark.parametrize("check", EVERY)
def test_has_a_good_and_three_bad_examples(check: Check) -> None:
    assert EXAMPLES.of(check, "good")
    assert len(EXAMPLES.of(check, "bad")) >= 3
    kinds = {path.name.partition("-")[0].partition(".")[0] for path in (FOLDER / check.id).iterdir()}
    assert kinds == {"good", "bad"}


@pytest.mark.parametrize("check", EVERY)
def test_finds_nothing_in_the_good_examples(check: Check) -> None:
    for example in EXAMPLES.of(check, "good"):
        assert messages(check, example) == []


@pytest.mark.parametrize("check", EVERY)
def test_the_good_examples_are_judged_and_have_the_right_shape(check: Check) -> None:
    """A good example that the check cannot look at would prove nothing."""
    for example in EXAMPLES.of(check, "good"):
        kinds = {type(subject) for subject in EXAMPLES.subjects(example)}
        assert check.id in ONLY_WRONG or kinds & set(check.judges)
        assert [message for shape in SHAPES for message in messages(shape, example)] == []


@pytest.mark.parametrize("check", EVERY)
def test_finds_the_bad_examples(check: Check) -> None:
    for example in EXAMPLES.of(check, "bad"):
        findings = EXAMPLES.findings(check, example)
        assert findings, example.name
        assert all(finding.problem.message and finding.location.file for finding in findings)


def content(example: Path) -> list[str]:
    """The lines that say something, however deep they stand."""
    return [line.strip() for line in lines_of(example) if re.search(r"\w", line)]


@pytest.mark.parametrize("check", EVERY)
def test_a_bad_example_says_what_is_wrong_with_a_good_one(check: Check) -> None:
    goods = EXAMPLES.of(check, "good")
    for example in EXAMPLES.of(check, "bad"):
        assert example.name.startswith("bad-")
        if example.is_file():
            alike = [content(good) for good in goods if good.is_file() and good.suffix == example.suffix]
            assert min(changed_lines(lines, content(example)) for lines in alike) <= MOST_CHANGED, example.name


@pytest.mark.parametrize("check", EVERY)
def test_is_one_short_file_with_a_reason(check: Check) -> None:
    source = ROOT / "validator/dosetrace/checks" / (check.id.replace("-", "_") + ".py")
    assert len(source.read_text(encoding="utf-8").splitlines()) < 100
    assert check.summary.endswith(".")
    assert "\n" not in check.summary
    assert check.why.endswith(".")


def test_no_example_without_a_check() -> None:
    folders = {f"{area.name}/{folder.name}" for area in FOLDER.iterdir() for folder in area.iterdir()}
    assert folders == {check.id for check in checks()}


def test_the_examples_are_small() -> None:
    """They are part of the wheel."""
    sizes = {path: path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()}
    assert max(sizes.values()) <= 16_000
    assert sum(sizes.values()) <= 4_000_000
