"""The pages that are written by hand say what happens: commands run, examples are real, elements and links exist."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dosetrace.report import shapes

ROOT = Path(__file__).parent.parent.parent
Run = Callable[..., "subprocess.CompletedProcess[str]"]
PAGES = ROOT / "docs/pages"
USE, JSON, ABOUT = ((PAGES / f"{name}.md").read_text(encoding="utf-8") for name in ("use", "json", "about"))
INO = "ino-vate-inotuzumab"
RELEASES = ("r4", "r5")
BUNDLES = [f"{release}/{path.name}" for release in RELEASES for path in sorted((ROOT / "fhir_bundles/r4").iterdir())]


def fenced(page: str, language: str) -> list[str]:
    """The blocks of code of a language, "" for those that name none."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [code for name, code in found if name == language]


def commands() -> Iterator[tuple[str, int]]:
    """Each `dosetrace` command of the page that needs no server, with the exit status that the words below it say."""
    for code, after in re.findall(r"^```\n(.*?)^```$\n\n(.*?)\n", USE, re.MULTILINE | re.DOTALL):
        for line in code.splitlines():
            if line.startswith("dosetrace ") and ("https://" not in line or "--expand" in line):
                yield line, 1 if after.startswith("Exit status 1") else 0


@pytest.fixture(scope="module")
def folder(dosetrace: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the checkout with the files that the page calls the reader's own."""
    here = tmp_path_factory.mktemp("own")
    (here / "fhir").mkdir()
    for name in ("fhir/plan.json", f"{INO}-r4.json"):
        shutil.copy(ROOT / f"fhir_bundles/r4/{INO}.json", here / name)
    (here / "abstract.txt").write_text("Vincristine 2 mg was given on days 1 and 8.\n", encoding="utf-8")
    dosetrace("export", INO, "-o", f"{INO}-a4.xlsx", cwd=here)
    return here


def test_use_shows_these_commands() -> None:
    assert list(commands()) == [
        ("dosetrace schedule mini-hcvd-ino", 0),
        ("dosetrace export ino-vate-inotuzumab -o ino-vate-inotuzumab-a4.xlsx", 0),
        ("dosetrace compare ino-vate-inotuzumab-a4.xlsx ino-vate-inotuzumab", 0),
        ("dosetrace compare mini-hcvd-ino mini-hcvd-ino-fractionated", 1),
        ("dosetrace push https://host/fhir ino-vate-inotuzumab --expand --fhir-version r4", 0),
        ("dosetrace check fhir --fail-on warning", 0),
        ("dosetrace explain dose/total-differs-from-source", 0),
        ("dosetrace read abstract.txt", 0),
        ("dosetrace check ino-vate-inotuzumab-r4.json", 0),
    ]


@pytest.mark.parametrize(("command", "status"), list(commands()))
def test_a_command_of_use_runs_as_the_page_says(dosetrace: Run, folder: Path, command: str, status: int) -> None:
    done = dosetrace(*shlex.split(command)[1:], cwd=folder)
    assert (done.returncode, bool(done.stdout) or "-o" in command) == (status, True)


def test_the_python_of_use_prints_an_empty_list(folder: Path) -> None:
    words = shlex.split(next(code for code in fenced(USE, "") if code.startswith("python ")))
    done = subprocess.run([sys.executable, *words[1:]], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_option_that_use_names_exists(dosetrace: Run) -> None:
    shown = "".join(dosetrace(name, "--help").stdout for name in ("push", "compare", "check", "schedule", "export"))
    named = set(re.findall(r"`(--[a-z]+)", USE)) | set(re.findall(r"dosetrace .*?(--[a-z-]+)", USE))
    assert {"--strict", "--ids", "--dry-run"} <= named
    assert {option for option in named if option not in shown} == set()


def test_a_sheet_says_the_sha256_of_the_protocol(dosetrace: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(dosetrace("export", INO, "--format", "csv").stdout.lstrip("\ufeff"))))
    digest = hashlib.sha256((ROOT / f"protocols/{INO}.yaml").read_bytes()).hexdigest()
    assert {(row["Of"], row["SHA-256"]) for row in rows} == {(f"{INO}.yaml", digest)}


def is_cut_from(example: str, printed: str) -> bool:
    """Whether an example stands in an output as it was printed, but for the indentation of the whole."""
    return any(textwrap.indent(example.rstrip("\n"), " " * depth) in printed for depth in range(0, 12, 2))


def test_the_json_of_a_schedule_is_what_the_command_prints(dosetrace: Run) -> None:
    assert f"```\ndosetrace schedule {INO} --format json\n```" in JSON
    printed = dosetrace("schedule", INO, "--format", "json").stdout
    block, course, gap, _ = fenced(JSON, "json")
    assert [is_cut_from(example, printed) for example in (block, course, gap)] == [True, True, True]
    whole = json.loads(printed)
    assert json.loads(block) == whole["blocks"][1]
    assert (json.loads(course), json.loads(gap)) == (whole["course_totals"][1], whole["not_stated"][1])


def test_the_json_of_a_finding_is_what_the_command_prints(dosetrace: Run, tmp_path: Path) -> None:
    text = (ROOT / f"fhir_bundles/r4/{INO}.json").read_text(encoding="utf-8")
    assert text.count('"value": 0.8,') == 1
    (tmp_path / f"{INO}.json").write_text(text.replace('"value": 0.8,', '"value": 8,'), encoding="utf-8")
    done = dosetrace("check", f"{INO}.json", "--format", "json", "--root", ROOT, cwd=tmp_path)
    *_, finding = fenced(JSON, "json")
    assert (done.returncode, is_cut_from(finding, done.stdout)) == (1, True)
    assert json.loads(finding) in json.loads(done.stdout)["findings"]


def rows_below(heading: str, page: str) -> Iterator[list[list[str]]]:
    """The cells of each table whose first heading this is, without the two lines of its head."""
    for table in re.findall(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", page, re.MULTILINE):
        yield [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_the_tables_name_every_field_in_its_order() -> None:
    named = [[row[0].strip("`") for row in table] for table in rows_below("field", JSON)]
    assert named == [
        list(shape.__annotations__)
        for shape in (
            shapes.ScheduleShape, shapes.BlockShape, shapes.DoseShape, shapes.TotalShape,
            shapes.CourseTotalShape, shapes.GapShape, shapes.CheckShape, shapes.FindingShape,
        )
    ]  # fmt: skip


def test_what_may_be_null_is_what_the_schemas_allow() -> None:
    shown = [json.loads((PAGES / f"schemas/{name}.schema.json").read_text("utf-8")) for name in ("schedule", "check")]
    schema = shown[0]["$defs"] | shown[1]["$defs"]
    tables = [table for table in rows_below("field", JSON) if len(table[0]) == 3]
    names = ("BlockShape", "DoseShape", "TotalShape", "CourseTotalShape", "GapShape", "FindingShape")
    for name, table in zip(names, tables, strict=True):
        fields = schema[name]["properties"]
        may = {field for field, value in fields.items() if {"type": "null"} in value.get("anyOf", [])}
        assert {row[0].strip("`") for row in table if not row[2].startswith("never")} == may


def test_a_block_is_known_by_its_id_and_its_protocol() -> None:
    for path in (ROOT / "fhir_bundles/schedules").glob("*.json"):
        names = [(block["protocol"], block["id"]) for block in json.loads(path.read_text("utf-8"))["blocks"]]
        assert len(names) == len(set(names)) > 0


def resources(bundle: str) -> list[dict[str, Any]]:
    """The resources of a bundle, with every number as it is written."""
    text = (ROOT / "fhir_bundles" / bundle).read_text(encoding="utf-8")
    return [entry["resource"] for entry in json.loads(text, parse_float=str, parse_int=str)["entry"]]


def values(value: Any, path: list[str]) -> Iterator[Any]:
    """What stands at a path of the page: `action` at any depth, `extension(x)` those whose url ends in x."""
    if isinstance(value, list):
        for each in value:
            yield from values(each, path)
    elif not path:
        yield value
    elif isinstance(value, dict):
        yield from _inside(value, path)


def _inside(value: dict[str, Any], path: list[str]) -> Iterator[Any]:
    name, _, url = path[0].rstrip(")").partition("(")
    found = [each for each in value.get(name, []) if each["url"].split("/")[-1] == url] if url else value.get(name, [])
    yield from values(found, path[1:])
    if name == "action":
        yield from values(found, path)


def elements() -> list[list[str]]:
    """The rows of the table of elements: need, element, bundle, value."""
    (table,) = rows_below("need", JSON)
    return table


def test_the_table_of_elements_is_found() -> None:
    assert len(elements()) == 46


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("row", elements(), ids=lambda row: row[0])
def test_an_element_of_the_table_stands_in_the_bundle(row: list[str], release: str) -> None:
    _, element, bundle, there = row
    kind, *path = element.strip("`").split(".")
    if release == "r5":
        path = ["targetId" if step == "actionId" else step for step in path]
    found = [
        value
        for resource in resources(f"{release}/{bundle.strip('`')}.json")
        if resource["resourceType"] == kind
        for value in values(resource, path)
    ]
    assert there.strip("`") in found if there.startswith("`") else bool(found)


def test_a_branch_to_decide_has_no_dose() -> None:
    (plan,) = (one for one in resources(f"r4/{INO}.json") if one["resourceType"] == "PlanDefinition")
    (branch,) = (one for one in values(plan, ["action"]) if one["title"] == "response not assessed: decide")
    assert sorted(branch) == ["condition", "id", "title"]
    schedule = (ROOT / f"fhir_bundles/schedules/{INO}.json").read_text(encoding="utf-8")
    assert ("CR or CRi achieved" in schedule, "decide" in schedule) == (True, False)


def paths(value: Any, path: str) -> Iterator[str]:
    """Every path in a resource, actions of any depth as one."""
    if isinstance(value, list):
        for each in value:
            yield from paths(each, path)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, path if name == "action" and path.endswith(".action") else f"{path}.{name}")
    else:
        yield path


def test_r4_and_r5_differ_in_two_elements() -> None:
    r4, r5 = (
        {
            path
            for bundle in BUNDLES
            if bundle.startswith(release)
            for resource in resources(bundle)
            for path in paths(resource, resource["resourceType"])
        }
        for release in RELEASES
    )
    assert r4 - r5 == {"PlanDefinition.action.relatedAction.actionId", "Group.actual"}
    assert r5 - r4 == {"PlanDefinition.action.relatedAction.targetId", "Group.membership"}


def snippet(bundle: str) -> str:
    """What the program of the page prints for a bundle."""
    (code,) = fenced(JSON, "python")
    assert (code.count(f'"fhir_bundles/r4/{INO}.json"'), "dosetrace" in code) == (1, False)
    code = code.replace(f"r4/{INO}.json", bundle)
    command = [sys.executable, "-X", "utf8", "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout


def test_the_program_prints_the_doses_with_their_sentences() -> None:
    printed = snippet(f"r4/{INO}.json")
    assert f"prints\n\n```\n{printed}```\n" in JSON
    said = [line if line[0] != " " else re.findall(r"\[.*?\]", line) for line in printed.splitlines()]
    assert said == [
        "inotuzumab ozogamicin, 0.8 mg/m²",
        ["[0.8 mg/m2 on day 1]"],
        "inotuzumab ozogamicin, 0.5 mg/m²",
        ["[0.5 mg/m2 on days 8 and 15]"],
        ["[0.5 mg/m2 administered on days 1, 8, and 15]"],
    ]


@pytest.mark.parametrize("bundle", BUNDLES)
def test_the_program_reads_every_bundle(bundle: str) -> None:
    lines = snippet(bundle).splitlines()
    bare = [line for line, after in zip(lines, [*lines[1:], ""], strict=True) if line[0] != " " and after[:1] != " "]
    assert bare == [line for line in lines if "dose not stated" in line and line[0] != " "]


def test_every_schema_is_linked() -> None:
    assert sorted(re.findall(r"\(schemas/(.*?)\)", JSON)) == sorted(path.name for path in (PAGES / "schemas").iterdir())


def test_about_names_the_five_documents() -> None:
    listed = yaml.safe_load((ROOT / "seeds/sources.yaml").read_text(encoding="utf-8"))["sources"]
    (table,) = rows_below("document", ABOUT)
    expected = [
        [f"[{one['label']}](sources/{one['id']}.md)", "yes" if one["states_dosing"] else "no"] for one in listed
    ]
    assert (len(listed), table) == (5, expected)


def test_about_counts_the_protocols() -> None:
    assert "Twelve protocols" in ABOUT
    assert len(list((ROOT / "protocols").glob("*.yaml"))) == 12


WRITTEN_BY_BUILD = {"protocols/index.md", "compare/index.md"}
"""Pages that the site writes; those of the sources are held against the list of sources."""


@pytest.mark.parametrize("page", [USE, JSON, ABOUT], ids=["use", "json", "about"])
def test_links_lead_to_pages_and_headings(page: str) -> None:
    for target in re.findall(r"\]\((.*?)\)", page):
        name, _, anchor = target.partition("#")
        if name in WRITTEN_BY_BUILD or name.startswith("sources/"):
            continue
        assert (PAGES / name).is_file(), target
        if anchor:
            text = (PAGES / name).read_text(encoding="utf-8")
            heads = [line for line in text.splitlines() if line[:1] == "#"]
            named = {f"{{#{anchor}}}" in line or f"{{#{anchor} " in line or _slug(line) == anchor for line in heads}
            assert True in named, target


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


@pytest.mark.parametrize("page", [USE, JSON, ABOUT], ids=["use", "json", "about"])
def test_no_page_promises_anything(page: str) -> None:
    assert re.findall(r"(?i)\b(?:safe|safely|recommended|correct|right)\b", page) == []
