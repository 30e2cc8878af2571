"""Seeded errors: every mutant is found, but for the listed survivors, and the page says so."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from seeded import run
from seeded.mutants import ROOT, THEMES, mutants_of, operators, originals
from seeded.page import PAGE, page
from seeded.survivors import unlisted
from seeded.verdict import Verdict

HERE = Path(__file__).parent / "seeded"
JUDGES = {"run.py"}


@pytest.fixture(scope="session")
def verdicts() -> list[Verdict]:
    return run.verdicts()


def test_there_are_enough_operators_and_mutants(verdicts: list[Verdict]) -> None:
    assert len({verdict.operator for verdict in verdicts}) >= 36
    assert len(verdicts) >= 1_500


def test_every_operator_makes_a_mutant_and_says_what_it_models(verdicts: list[Verdict]) -> None:
    assert {one.name for one in operators()} == {verdict.operator for verdict in verdicts}
    assert all(one.models.endswith(".") for one in operators())


def test_every_bundle_protocol_and_foreign_file_is_mutated(verdicts: list[Verdict]) -> None:
    files = {verdict.mutant.split(" ")[1] for verdict in verdicts}
    assert files == {original.file for original in originals()}
    assert Counter(file.split("/")[0] for file in files)["fhir_bundles"] == 24
    assert Counter(file.split("/")[0] for file in files)["protocols"] == 12


def test_all_are_found_but_the_listed_survivors(verdicts: list[Verdict]) -> None:
    assert list(unlisted(verdicts)) == []


def test_the_page_says_what_was_found(verdicts: list[Verdict]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(verdicts)


def test_no_two_mutants_have_one_name(verdicts: list[Verdict]) -> None:
    assert [name for name, times in Counter(verdict.mutant for verdict in verdicts).items() if times > 1] == []


def test_good_files_have_no_errors() -> None:
    for original in originals():
        errors = [one for one in run.found(run.beside(), original.file, original.content) if one[1] == "error"]
        assert errors == [], original.file


def test_the_same_mutants_come_each_time() -> None:
    first = next(original for original in originals() if original.group == "foreign")
    assert [mutant.content for mutant in mutants_of(first)] == [mutant.content for mutant in mutants_of(first)]


def imported(file: Path) -> set[str]:
    """The packages a file imports, by the first part of their names."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.split(".")[0] for name in names}


def test_operators_share_no_code_with_the_package() -> None:
    files = [file for file in HERE.glob("*.py") if file.name not in JUDGES]
    assert {f"{theme}.py" for theme in THEMES} <= {file.name for file in files}
    assert [file.name for file in files if "dosetrace" in imported(file)] == []
    assert "dosetrace" in imported(HERE / "run.py")
    assert HERE.parent.parent == ROOT
