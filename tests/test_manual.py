"""The manual of the checks: made from the tested examples, in the terminal and as pages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from conftest import ROOT, Run
from dosetrace.checks.registry import checks

PAGES = ROOT / "docs/pages/checks"
FOLDER = ROOT / "tests/checks"


def test_explain_shows_level_reason_examples_and_what_the_check_says(dosetrace: Run) -> None:
    out = dosetrace("explain", "dose/total-differs-from-source").stdout
    assert out.startswith("dose/total-differs-from-source (error)\n\nThe doses of a cycle add up")
    assert "\nWhy: " in out
    assert "\nGood (good.yaml):\n" in out
    assert "\nBad (bad-one-dose-higher.yaml), what differs from good.yaml:\n" in out
    assert "\n    -        - {drug: inotuzumab ozogamicin, dose: 0.5 mg/m2, days: [8, 15]" in out
    assert "\n    +        - {drug: inotuzumab ozogamicin, dose: 0.6 mg/m2, days: [8, 15]" in out
    # 0.8 + 2 × 0.6 = 2.0
    said = "inotuzumab ozogamicin adds up to 2.0 mg/m2 per cycle, the source says 1.8 mg/m2"
    assert re.search(rf"\n  bad-one-dose-higher\.yaml:\d+:\d+: error: {said}\n", out)


def test_explain_names_the_file_of_a_folder(dosetrace: Run) -> None:
    out = dosetrace("explain", "source/bytes-changed").stdout
    assert "\n     ==> example.txt <==\n" in out
    assert "\n  bad-number-changed/sources.yaml:5:13: error: example.txt has sha256 " in out
    assert "were treated.␍\n" in out


def test_explain_shows_the_stretch_of_a_long_line_that_differs(dosetrace: Run) -> None:
    out = dosetrace("explain", "text/narrative-differs").stdout
    assert re.search(r"\n    -….*<td>2 mg</td>.*…\n    \+….*<td>3 mg</td>.*…\n", out)
    assert max(map(len, out.splitlines())) <= 4 + 120


def test_explain_says_the_same_wherever_it_is_run(dosetrace: Run) -> None:
    for check in ("bundle/shared-resource-differs", "quote/not-in-source", "day/beyond-cycle"):
        assert dosetrace("explain", check, cwd=FOLDER / check).stdout == dosetrace("explain", check).stdout


def test_list_checks_as_a_table_and_as_json(dosetrace: Run) -> None:
    lines = dosetrace("list", "checks").stdout.splitlines()
    assert len(lines) == len(checks())
    level = lines[0].index("error")
    summary = lines[0].index("Every entry")
    assert {line[level:summary].strip() for line in lines} <= {"error", "warning", "note"}
    assert {line[summary - 1 : summary] for line in lines} == {" "}
    first = json.loads(dosetrace("list", "checks", "--format", "json").stdout)[0]
    assert set(first) == {"id", "level", "summary", "area", "why", "judges"}
    assert first["id"].startswith(f"{first['area']}/")


def test_every_check_has_a_page_in_the_index() -> None:
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    linked = re.findall(r"^\| \[(\S+)\]\((\S+)\.md\) \| (error|warning|note) \|", index, re.MULTILINE)
    assert linked == [(check.id, check.id, check.level.value) for check in checks()]
    assert {path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*.md")} == {
        "index.md",
        *(f"{check.id}.md" for check in checks()),
    }


def test_pages_have_no_absolute_links_and_closed_fences() -> None:
    for path in PAGES.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        prose = re.sub(r"^````\w+\n.*?^````$", "", text, flags=re.MULTILINE | re.DOTALL)
        assert "````" not in prose
        assert not re.search(r"\]\((?:https?:|/)", prose), path.name


def test_build_removes_the_page_of_a_check_that_is_gone(dosetrace: Run, tmp_path: Path) -> None:
    for name in ("seeds", "protocols", "fhir_bundles", "docs", "tests/checks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    gone = tmp_path / "docs/pages/checks/day/forgotten.md"
    gone.write_text("# day/forgotten\n", encoding="utf-8")
    page = tmp_path / "docs/pages/checks/day/beyond-cycle.md"
    page.write_text(page.read_text(encoding="utf-8").replace("day 29", "day 30"), encoding="utf-8")
    done = dosetrace("build", "--check", "--root", tmp_path)
    assert done.returncode == 1
    assert "docs/pages/checks/day/forgotten.md no check makes it" in done.stdout
    assert "docs/pages/checks/day/beyond-cycle.md differs" in done.stdout
    assert dosetrace("build", "--root", tmp_path).returncode == 0
    assert not gone.exists()
    assert dosetrace("build", "--check", "--root", tmp_path).returncode == 0
