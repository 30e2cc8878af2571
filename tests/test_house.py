"""A user's own rules: the file of rules, the options, and the baseline, as somebody with a library uses them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import ROOT, Run
from test_server_trouble import Server, running

CHECK = "unit/text-differs-from-code"
TEXT_CHECK = "text/dosage-differs-from-structure"
ALWAYS = 4
"""file/unreadable, file/not-judged-whole, protocol/wrong-shape and source/list-wrong-shape run whatever is selected."""


def dosage(unit: str, text: str | None = None, value: float = 2) -> dict[str, Any]:
    """A dose in mg whose unit reads `unit`: right where it is "mg"."""
    quantity = {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": "mg"}
    return {**({"text": text} if text else {}), "doseAndRate": [{"doseQuantity": quantity}]}


def order(name: str, *dosages: Mapping[str, Any]) -> str:
    return json.dumps(
        {
            "resourceType": "MedicationRequest",
            "id": name,
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": {"text": "vincristine"},
            "subject": {"reference": "Patient/1"},
            "dosageInstruction": list(dosages),
        }
    )


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two wrong orders, in a folder that is the root of a checkout: a unit's text "mL" beside the code mg."""
    (tmp_path / ".git").mkdir()
    write(tmp_path / "fhir/a.json", order("a", dosage("mL")))
    write(tmp_path / "fhir/old/b.json", order("b", dosage("mL")))
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def rules(folder: Path, text: str, name: str = "dosetrace.toml") -> None:
    write(folder / name, text)


def found(done: subprocess.CompletedProcess[str]) -> list[tuple[str, str, str]]:
    """File, check and level of every finding of a run with --format json."""
    value = json.loads(done.stdout)
    schema = json.loads((ROOT / "docs/pages/schemas/check.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(value, schema)
    return [(finding["file"], finding["check"], finding["level"]) for finding in value["findings"]]


@pytest.fixture
def check(dosetrace: Run, library: Path) -> Run:
    def run(*args: object, cwd: Path = library) -> subprocess.CompletedProcess[str]:
        return dosetrace("check", *args, "--format", "json", cwd=cwd)

    return run


A, B = ("fhir/a.json", CHECK, "error"), ("fhir/old/b.json", CHECK, "error")


@pytest.mark.parametrize("selected", [CHECK, "unit/", "*/text-differs-from-code"])
def test_select_runs_only_these(check: Run, library: Path, selected: str) -> None:
    write(library / "fhir/a.json", order("a", dosage("mL", "4 mg")))
    assert {TEXT_CHECK, CHECK} <= {name for _, name, _ in found(check("fhir"))}
    rules(library, f'select = ["{selected}"]')
    done = check("fhir")
    assert (done.returncode, found(done)) == (1, [A, B])
    ran = json.loads(done.stdout)["checked"]["checks"]
    assert ran == ALWAYS + 1 if selected == CHECK else ran >= ALWAYS + 1


def test_an_unreadable_file_is_told_whatever_is_selected(check: Run, library: Path) -> None:
    write(library / "fhir/c.json", '{"resourceType": ')
    assert found(check("fhir", "--select", "dose/")) == [("fhir/c.json", "file/unreadable", "error")]


def test_an_ignore_is_counted_and_names_files(check: Run, library: Path) -> None:
    one = f'select = ["unit/"]\n[[ignore]]\ncheck = "{CHECK}"\nreason = "so"\n'
    rules(library, one)
    done = check("fhir")
    assert (done.returncode, found(done), done.stderr) == (0, [], "")
    assert json.loads(done.stdout)["suppressed"] == {"baseline": 0, "ignored": 2}
    rules(library, one + 'files = ["fhir/old/"]')
    done = check("fhir")
    assert (done.returncode, found(done), done.stderr) == (1, [A], "")
    assert json.loads(done.stdout)["suppressed"] == {"baseline": 0, "ignored": 1}


def test_the_text_says_how_many_are_not_shown(dosetrace: Run, library: Path) -> None:
    rules(library, f'select = ["unit/"]\nignore = [{{check = "{CHECK}", files = ["old/"], reason = "so"}}]')
    dosetrace("check", "fhir/a.json", "--baseline", "known.json", "--write-baseline", cwd=library)
    out = dosetrace("check", "fhir", "--baseline", "known.json", cwd=library).stdout
    assert out.splitlines()[-1] == "not shown: 1 known by the baseline, 1 ignored by a rule"


def test_an_ignore_ends(check: Run, library: Path) -> None:
    for day in ("2001-01-31", '"2001-01-31"'):
        rules(library, f'select = ["unit/"]\n\n[[ignore]]\ncheck = "unit/"\nreason = "so"\nuntil = {day}\n')
        done = check("fhir")
        assert (done.returncode, found(done)) == (1, [A, B])
        assert done.stderr == "dosetrace.toml:3: note: the ignore of unit/ ended on 2001-01-31\n"
    rules(library, 'select = ["unit/"]\n[[ignore]]\ncheck = "unit/"\nreason = "so"\nuntil = 2999-01-31\n')
    assert found(check("fhir")) == []


def test_an_ignore_that_matches_nothing_is_said_where_a_folder_was_checked(check: Run, library: Path) -> None:
    rules(
        library,
        f'ignore = [\n  {{check = "{CHECK}", reason = "so"}},\n'
        '  {check = "dose/not-positive", reason = "so"},\n]\nselect = ["unit/", "dose/"]\n',
    )
    done = check("fhir")
    note = "dosetrace.toml:3: note: the ignore of dose/not-positive matches nothing in what was checked\n"
    assert (done.returncode, done.stderr) == (0, note)
    assert check("fhir/a.json").stderr == ""
    assert check("fhir", "--select", "unit/").stderr == ""


def test_levels_go_by_the_closest_name(check: Run, library: Path) -> None:
    levels = f'select = ["{CHECK}"]\n[levels]\n"{CHECK}" = "note"\n"unit/" = "warning"\n"*/text-*" = "error"\n'
    rules(library, levels)
    done = check("fhir")
    assert (done.returncode, found(done)) == (0, [(*A[:2], "note"), (*B[:2], "note")])
    rules(library, levels.replace(f'"{CHECK}" = "note"\n', ""))
    assert {level for _, _, level in found(check("fhir"))} == {"warning"}
    rules(library, levels.replace(f'"{CHECK}" = "note"\n"unit/" = "warning"\n', '"*" = "note"\n'))
    assert {level for _, _, level in found(check("fhir"))} == {"error"}


def test_fail_on(check: Run, library: Path) -> None:
    rules(library, f'select = ["unit/"]\nfail-on = "warning"\n[levels]\n"{CHECK}" = "warning"')
    assert check("fhir").returncode == 1
    assert check("fhir", "--fail-on", "error").returncode == 0
    assert check("fhir", "--no-config", "--select", "unit/").returncode == 1


def test_exclude_leaves_out_below_a_folder_and_not_what_is_named(check: Run, library: Path) -> None:
    rules(library, 'select = ["unit/"]\nexclude = ["old/"]')
    assert found(check("fhir")) == [A]
    assert found(check("fhir/old/b.json")) == [B]
    rules(library, 'select = ["unit/"]\nexclude = ["*.json", "!a.json"]')
    assert found(check("fhir")) == [A]


def test_paths_are_checked_where_none_are_given(check: Run, library: Path) -> None:
    rules(library, 'select = ["unit/"]\npaths = ["fhir/old"]')
    assert found(check()) == [B]
    assert found(check(cwd=library / "fhir")) == [("old/b.json", *B[1:])]
    assert found(check("fhir/a.json")) == [A]


def test_fhir_version(dosetrace: Run, library: Path) -> None:
    """A bundle of R4 counts as R5 beside its protocol, as with --fhir-version r5."""
    paths = [ROOT / "protocols/pomp.yaml", ROOT / "fhir_bundles/r4/pomp.json"]
    rules(library, 'fhir-version = "r5"')
    done = dosetrace("check", *paths, "--format", "json", cwd=library)
    assert json.loads(done.stdout)["proofs"][0]["bundles"] == ["r5"]
    done = dosetrace("check", *paths, "--format", "json", "--fhir-version", "r4", cwd=library)
    assert json.loads(done.stdout)["proofs"][0]["bundles"] == ["r4"]


def test_what_agrees_is_told_only_where_every_check_ran_as_it_is(dosetrace: Run, library: Path) -> None:
    def proofs(*args: str) -> list[Any]:
        done = dosetrace("check", ROOT / "protocols/pomp.yaml", "--format", "json", *args, cwd=library)
        return list(json.loads(done.stdout)["proofs"])

    assert len(proofs()) == 1
    assert proofs("--select", "dose/") == proofs("--ignore", "dose/") == []
    rules(library, '[levels]\n"dose/" = "note"')
    assert proofs() == []


def test_the_command_line_goes_before_the_file(check: Run, library: Path) -> None:
    rules(library, f'select = ["dose/"]\n[[ignore]]\ncheck = "{CHECK}"\nreason = "so"\n')
    assert found(check("fhir")) == []
    assert found(check("fhir", "--select", "unit/")) == []  # still ignored by the file
    assert found(check("fhir", "--select", f"dose/,{CHECK}")) == [A, B]
    assert found(check("fhir", "--select", CHECK, "--select", "day/")) == [A, B]
    rules(library, f'select = ["{CHECK}"]')
    assert found(check("fhir", "--ignore", "dose/,unit/not-ucum")) == [A, B]
    done = check("fhir", "--ignore", CHECK)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"dosetrace: no check is left to run: --ignore {CHECK} names all that are selected\n"


ONLY_A, ONLY_B, BOTH = 'exclude = ["b.json"]\n', 'exclude = ["a.json"]\n', 'exclude = ["c.json"]\n'


def table(text: str) -> str:
    return f"[project]\nname = 'x'\n\n[tool.dosetrace]\n{text}"


def test_the_nearest_file_counts(check: Run, library: Path) -> None:
    def files(*args: object, cwd: Path = library) -> list[str]:
        return [Path(file).name for file, _, _ in found(check(library / "fhir", "--select", "unit/", *args, cwd=cwd))]

    below = library / "a/b"
    below.mkdir(parents=True)
    rules(library, table(ONLY_A), "pyproject.toml")
    assert (files(), files(cwd=below)) == (["a.json"], ["a.json"])
    rules(library, ONLY_B)
    assert files(cwd=below) == ["b.json"]
    rules(library / "a", "[tool.other]\n", "pyproject.toml")
    assert files(cwd=below) == ["b.json"]
    rules(library / "a", table(BOTH), "pyproject.toml")
    assert files(cwd=below) == ["a.json", "b.json"]
    assert files("--config", library / "pyproject.toml", cwd=below) == ["a.json"]
    assert files("--no-config", cwd=below) == ["a.json", "b.json"]
    (library / "a/pyproject.toml").unlink()
    (library / "a/.git").write_text("gitdir: elsewhere\n", encoding="utf-8")  # the root of another checkout
    assert files(cwd=below) == ["a.json", "b.json"]


GOOD = f"""\
paths = ["fhir"]
select = [
  "dose/",  # a comment with ]
  "unit/",
]
fail-on = "warning"

[levels]
"unit/" = "warning"

[[ignore]]
check = "{CHECK}"
reason = "so"

[[ignore]]
check = "dose/"
reason = '''
of several
lines'''
files = ["x.json", "y.json"]
until = 2999-12-31
"""

WRONG = {
    "an unknown key": ("fail-on", "fail_on", '6: unknown key "fail_on", expected "fail-on"'),
    "a key far from any": ("fail-on", "zzz", '6: unknown key "zzz", expected one of baseline, exclude, fail-on'),
    "an unknown key of an ignore": ("until =", "untill =", '21: unknown key "untill", expected "until"'),
    "an unknown check": ('"dose/",', '"dose/not-positiv",', '3: "dose/not-positiv" is no check; did you mean'),
    "an unknown area": ('  "unit/"', '  "units/"', '4: "units/" is no check; did you mean "unit/"?'),
    "an area without its slash": ('"unit/" =', '"unit" =', '9: "unit" is no check; did you mean "unit/"?'),
    "a pattern of nothing": ('  "unit/"', '  "*/zzz"', '4: "*/zzz" is no check'),
    "an unknown check ignored": (f'check = "{CHECK}"', 'check = "zzz"', '12: "zzz" is no check'),
    "no reason": ('reason = "so"\n', "", '11: the key "reason" is missing'),
    "an empty reason": ('reason = "so"', 'reason = " "', '13: found " ", expected some text'),
    "no check": ('check = "dose/"\n', "", '15: the key "check" is missing'),
    "an unknown level": ('"unit/" = "warning"', '"unit/" = "fatal"', '9: found "fatal", expected "error" or "warning'),
    "a level that is no text": ('"unit/" = "warning"', '"unit/" = 1', "9: found 1, expected"),
    "an unknown fail-on": (
        'fail-on = "warning"',
        'fail-on = "never"',
        '6: found "never", expected "error" or "warning',
    ),
    "text for a list": ('paths = ["fhir"]', 'paths = "fhir"', '1: found "fhir", expected a list'),
    "a number in a list": ('  "unit/"', "  7", "4: found 7, expected words"),
    "an empty list": ('["x.json", "y.json"]', "[]", "20: found a list, expected at least 1 items"),
    "a list for an ignore": ('["x.json", "y.json"]', '"x.json"', '20: found "x.json", expected a list'),
    "no pattern": ('"x.json", ', '"!", ', '20: "!" is no pattern; expected one as in .gitignore'),
    "a pattern with a broken range": ('"x.json", ', '"[z-a]", ', '20: "[z-a]" is no pattern'),
    "a day without its year": ("2999-12-31", '"31 December"', '21: found "31 December", expected a day such as'),
    "a day that is none": ("2999-12-31", '"2999-02-30"', "21: found '2999-02-30', expected otherwise"),
    "a time": ("2999-12-31", "2999-12-31T10:00:00", '21: found "2999-12-31T10:00:00", expected a day'),
    "no TOML": ('fail-on = "warning"', "fail-on = warning", "6: not valid TOML: Invalid value"),
    "a list left open": ('files = ["x.json", "y.json"]\nuntil = 2999-12-31\n', "files = [", "20: not valid TOML"),
    "a check without quotes": ('"unit/" = "warning"', 'unit/x = "warning"', 'stands in quotes: "unit/x"'),
    "a key twice": ('fail-on = "warning"', "fail-on = 'note'\nfail-on = 'note'", "7: not valid TOML: Cannot"),
    "a path that is not there": ('paths = ["fhir"]', 'paths = ["fhirr"]', "1: fhirr: no such file or folder"),
    "a baseline that is not there": ("paths", "baseline = 'known.json'\npaths", "1: known.json is no file;"),
}


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a command that could not do its work."""
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    return done.stderr.removeprefix("dosetrace: ").strip()


def test_the_good_rules_are_good(check: Run, library: Path) -> None:
    rules(library, GOOD)
    assert check().returncode == 0


@pytest.mark.parametrize("name", WRONG)
def test_wrong_rules(check: Run, library: Path, name: str) -> None:
    old, new, words = WRONG[name]
    assert GOOD.count(old) == 1
    rules(library, GOOD.replace(old, new))
    line = refused(check())
    assert line.startswith(f"dosetrace.toml:{words}" if words[0].isdigit() else "dosetrace.toml:9: not valid TOML")
    assert words in line


def test_wrong_rules_in_pyproject_have_the_line_of_that_file(check: Run, library: Path) -> None:
    rules(library, table('select = [\n  "dose/",\n  "zzz",\n]'), "pyproject.toml")  # [tool.dosetrace] is line 4
    assert refused(check()).startswith('pyproject.toml:7: "zzz" is no check')
    rules(library, table("\n[tool.dosetrace.levels]\n'dose/' = 'x'\n"), "pyproject.toml")
    assert refused(check()).startswith('pyproject.toml:7: found "x"')
    rules(library, "[tool]\ndosetrace = 7\n", "pyproject.toml")
    assert refused(check()).startswith("pyproject.toml:2: found 7, expected a mapping")
    rules(library, "[tool.dosetrace]\n[tool\n", "pyproject.toml")
    assert refused(check()).startswith("pyproject.toml:2: not valid TOML")


def test_a_file_of_rules_that_cannot_be_read(check: Run, library: Path) -> None:
    (library / "dosetrace.toml").write_bytes(b"\xff\xfe\x00")
    assert refused(check("fhir")) == "dosetrace.toml: it is no UTF-8 text; expected rules in TOML"
    assert refused(check("fhir", "--config", "none.toml")).startswith("none.toml: no such file or directory")
    assert refused(check("fhir", "--config", "fhir")).startswith("fhir: is a directory")
    (library / "dosetrace.toml").write_bytes(b"x" * 1_000_001)
    assert refused(check("fhir")) == "dosetrace.toml: the file has 1,000,001 bytes; expected at most 1,000,000"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--select", "dose"], '--select: "dose" is no check; did you mean "dose/"?'),
        (["--select", ""], '--select: "" is no check'),
        (["--ignore", "unit/,unit/not-ucom"], '--ignore: "unit/not-ucom" is no check; did you mean "unit/not-ucum"?'),
        (["--config", "x.toml", "--no-config"], "--config and --no-config exclude each other"),
        (["--write-baseline"], "--write-baseline: no file is named; expected --baseline FILE, or baseline in"),
        (["--baseline", "none.json"], "--baseline: none.json is no file; --write-baseline makes it"),
    ],
)
def test_wrong_options(check: Run, options: list[str], words: str) -> None:
    assert refused(check("fhir", *options)).startswith(words)


class Known:
    """A library with a baseline of what was found in it."""

    def __init__(self, check: Run, library: Path) -> None:
        self.check, self.library, self.file = check, library, library / "known.json"

    def write(self, *paths: str, select: str = f"{CHECK},{TEXT_CHECK}") -> str:
        done = self.check(*paths or ["fhir"], "--select", select, "--baseline", "known.json", "--write-baseline")
        assert (done.returncode, found(done)) == (0, [])
        return done.stderr

    def new(self, *paths: str) -> tuple[list[str], int, str]:
        """The messages of the findings that are not known, how many are, and what is on stderr."""
        select = f"{CHECK},{TEXT_CHECK}"
        done = self.check(*paths or ["fhir"], "--select", select, "--baseline", "known.json")
        value = json.loads(done.stdout)
        assert done.returncode == (1 if value["findings"] else 0)
        return [f["message"] for f in value["findings"]], value["suppressed"]["baseline"], done.stderr


@pytest.fixture
def known(check: Run, library: Path) -> Known:
    return Known(check, library)


ML = 'the unit reads "mL", its code is mg'


def test_what_is_in_the_baseline_is_not_reported(known: Known) -> None:
    assert known.write() == "known.json: 2 findings written, 2 of them new, 0 gone\n"
    assert known.new() == ([], 2, "")
    before = known.file.read_bytes()
    assert known.write() == "known.json: 2 findings written, 0 of them new, 0 gone\n"
    assert known.file.read_bytes() == before


def test_the_baseline_is_sorted_and_has_a_line_for_each_finding(known: Known) -> None:
    known.write()
    words = r'"message": "the unit reads \"mL\", its code is mg", "found": "mL", "count": 1'
    place = "dosageInstruction.doseAndRate.doseQuantity.unit"
    assert known.file.read_text(encoding="utf-8").splitlines() == [
        "{",
        '  "dosetrace-baseline": 1,',
        '  "files": {',
        '    "fhir/a.json": [',
        f'      {{"check": "{CHECK}", "at": "MedicationRequest/a.{place}", {words}}}',
        "    ],",
        '    "fhir/old/b.json": [',
        f'      {{"check": "{CHECK}", "at": "MedicationRequest/b.{place}", {words}}}',
        "    ]",
        "  }",
        "}",
    ]


def test_moved_lines_and_neighbours_stay_known(known: Known) -> None:
    first, second, good = dosage("mL", "in the morning"), dosage("mL", "at night"), dosage("mg", "at noon")
    write(known.library / "fhir/a.json", order("a", first, second))
    known.write("fhir/a.json")
    write(known.library / "fhir/a.json", json.dumps(json.loads(order("a", good, second, first)), indent=4))
    assert known.new("fhir/a.json") == ([], 2, "")


def test_an_entry_of_a_bundle_is_known_by_its_resource(known: Known) -> None:
    def bundle(*orders: str) -> str:
        entries = [{"resource": json.loads(text)} for text in orders]
        return json.dumps({"resourceType": "Bundle", "id": "x", "type": "collection", "entry": entries})

    one, two, good = order("one", dosage("mL")), order("two", dosage("mL")), order("one", dosage("mg"))
    write(known.library / "fhir/a.json", bundle(one))
    known.write("fhir/a.json")
    write(known.library / "fhir/a.json", bundle(order("zero", dosage("mg")), one).replace('"id": "x"', '"id": "y"'))
    assert known.new("fhir/a.json") == ([], 1, "")
    write(known.library / "fhir/a.json", bundle(good, two))
    assert known.new("fhir/a.json")[:2] == ([ML], 0)


def test_the_same_mistake_at_another_dose_is_new(known: Known) -> None:
    bad, good = dosage("mL", "in the morning"), dosage("mg", "in the morning")
    write(known.library / "fhir/a.json", order("a", bad, dosage("mg", "at night")))
    known.write("fhir/a.json")
    write(known.library / "fhir/a.json", order("a", good, dosage("mL", "at night")))
    new, hidden, said = known.new("fhir/a.json")
    assert (new, hidden) == ([ML], 0)
    assert said == "known.json: note: 1 finding of the baseline is gone: --write-baseline takes it out\n"


def test_another_wrong_value_is_new(known: Known) -> None:
    write(known.library / "fhir/a.json", order("a", dosage("mg", "2 mg", 20)))
    known.write("fhir/a.json")
    write(known.library / "fhir/a.json", order("a", dosage("mg", "2 mg", 200)))
    assert known.new("fhir/a.json")[:2] == (['the text says 2 mg, the structure says 200 mg: "2 mg"'], 0)


def test_of_three_where_two_are_known_one_is_new(known: Known) -> None:
    write(known.library / "fhir/a.json", order("a", dosage("mL"), dosage("mL")))
    known.write("fhir/a.json")
    assert json.loads(known.file.read_text(encoding="utf-8"))["files"]["fhir/a.json"][0]["count"] == 2
    write(known.library / "fhir/a.json", order("a", dosage("mL"), dosage("mL"), dosage("mL")))
    assert known.new("fhir/a.json") == ([ML], 2, "")


def test_gone_findings_are_said_and_taken_out(known: Known) -> None:
    known.write()
    write(known.library / "fhir/a.json", order("a", dosage("mg")))
    (known.library / "fhir/old/b.json").unlink()
    gone = "known.json: note: 2 findings of the baseline are gone: --write-baseline takes them out\n"
    assert known.new() == ([], 0, gone)
    assert known.write() == "known.json: 0 findings written, 0 of them new, 2 gone\n"
    assert json.loads(known.file.read_text(encoding="utf-8")) == {"dosetrace-baseline": 1, "files": {}}
    assert known.new() == ([], 0, "")


def test_a_run_over_a_part_says_nothing_of_the_rest_and_keeps_it(known: Known) -> None:
    known.write()
    before = known.file.read_bytes()
    write(known.library / "fhir/old/b.json", order("b", dosage("mg")))
    assert known.new("fhir/a.json") == ([], 1, "")
    assert known.write("fhir/a.json") == "known.json: 2 findings written, 0 of them new, 0 gone\n"
    assert known.write(select="dose/") == "known.json: 2 findings written, 0 of them new, 0 gone\n"
    assert known.file.read_bytes() == before
    assert known.write("fhir/old") == "known.json: 1 finding written, 0 of them new, 1 gone\n"


def test_paths_count_from_the_baseline(known: Known, dosetrace: Run) -> None:
    known.write()
    below = known.library / "fhir/old"
    options = ("--select", CHECK, "--baseline", "../../known.json")
    assert dosetrace("check", "b.json", *options, cwd=below).returncode == 0
    assert dosetrace("check", "b.json", "--select", CHECK, cwd=below).returncode == 1


def test_an_ignored_finding_does_not_go_into_the_baseline(known: Known) -> None:
    rules(
        known.library, f'baseline = "known.json"\nignore = [{{check = "{CHECK}", files = ["old/"], reason = "so"}}]\n'
    )
    assert known.check("fhir", "--select", "unit/", "--write-baseline").returncode == 0
    assert list(json.loads(known.file.read_text(encoding="utf-8"))["files"]) == ["fhir/a.json"]
    (known.library / "dosetrace.toml").write_text('baseline = "known.json"', encoding="utf-8")
    assert found(known.check("fhir", "--select", "unit/")) == [B]


def test_nothing_is_written_where_a_path_is_wrong(known: Known) -> None:
    done = known.check("fhir", "none.json", "--baseline", "known.json", "--write-baseline")
    assert (done.returncode, known.file.exists()) == (2, False)


BROKEN = {
    "a merge that was not finished": ('"count": 1}\n', '"count": 1}\n<<<<<<< here\n', "known.json:6: not valid JSON"),
    "another version": ('baseline": 1', 'baseline": 2', 'known.json:2: found 2, expected "1"; --write-baseline'),
    "a count of none": ('"count": 1', '"count": 0', "known.json:5: found 0, expected at least 1"),
    "no count": (', "count": 1', "", 'known.json:5: the key "count" is missing'),
    "an unknown key": ('"check": "', '"chek": "', 'known.json:5: unknown key "chek", expected "check"'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_baseline(known: Known, name: str) -> None:
    known.write()
    old, new, words = BROKEN[name]
    text = known.file.read_text(encoding="utf-8")
    assert old in text
    known.file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert refused(known.check("fhir", "--baseline", "known.json")).startswith(words)


def test_pull_knows_the_same_rules(dosetrace: Run, library: Path) -> None:
    plan = {
        "resourceType": "PlanDefinition", "id": "p", "url": "http://example.org/p", "status": "draft",
        "action": [{"title": "one"}, {"id": "x"}, {"id": "x"}],
    }  # fmt: skip

    class WithAPlan(Server):
        def get(self, path: str) -> tuple[int, Any]:
            entries = [{"resource": plan}] if path.startswith("PlanDefinition?") else []
            return (
                (200, {"resourceType": "Bundle", "type": "searchset", "entry": entries})
                if entries
                else super().get(path)
            )

    repeated = "reference/action-id-repeated"
    with running(WithAPlan()) as address:
        found_there = dosetrace("pull", address, "--select", repeated, cwd=library)
        assert found_there.returncode == 1
        assert f"error[{repeated}]" in found_there.stdout
        options = ("--select", repeated, "--baseline", "known.json")
        assert dosetrace("pull", address, *options, "--write-baseline", cwd=library).returncode == 0
        assert dosetrace("pull", address, *options, cwd=library).returncode == 0
        rules(library, f'ignore = [{{check = "{repeated}", reason = "so"}}]')
        assert dosetrace("pull", address, "--select", "reference/", cwd=library).returncode == 0
        rules(library, "selct = []")
        assert refused(dosetrace("pull", address, cwd=library)).startswith("dosetrace.toml:1: unknown key")
    listed = json.loads((library / "known.json").read_text(encoding="utf-8"))["files"]
    assert list(listed) == [f"{address}/PlanDefinition/p"]


PAGE = (ROOT / "docs/pages/house.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [text for name, text in fenced if name == language]


def test_the_sessions_on_the_page_are_real(dosetrace: Run, tmp_path: Path) -> None:
    example, baseline = blocks("json")
    write(tmp_path / "fhir/vincristine.json", example)
    sessions = [block.split("\n", 1) for block in blocks("") if block.startswith("$ dosetrace")]
    assert len(sessions) == 3
    for typed, printed in sessions:
        done = dosetrace(*typed.removeprefix("$ dosetrace ").split(), cwd=tmp_path)
        pattern = re.escape(printed).replace("…", r"\d+")
        assert re.fullmatch(pattern, done.stdout + done.stderr), done.stdout + done.stderr
    assert (tmp_path / "known.json").read_text(encoding="utf-8") == baseline


def test_the_rules_on_the_page_work_and_name_every_key(dosetrace: Run, tmp_path: Path) -> None:
    (example, _), (text,) = blocks("json"), blocks("toml")
    for folder in ("", "drafts/", "imported/"):
        write(tmp_path / f"fhir/{folder}vincristine.json", example)
    rules(tmp_path, text)
    assert dosetrace("check", "fhir/vincristine.json", "--write-baseline", cwd=tmp_path).returncode == 0
    done = dosetrace("check", "--format", "json", cwd=tmp_path)
    assert (done.returncode, found(done), done.stderr) == (0, [], "")
    assert json.loads(done.stdout)["suppressed"] == {"baseline": 1, "ignored": 1}  # and one is excluded
    schema = json.loads((ROOT / "docs/pages/schemas/dosetrace-toml.schema.json").read_text(encoding="utf-8"))
    value = tomllib.loads(text)
    assert value.keys() == schema["properties"].keys()
    assert value["ignore"][0].keys() == schema["$defs"]["IgnoreShape"]["properties"].keys()
    value["ignore"][0]["until"] = value["ignore"][0]["until"].isoformat()
    jsonschema.validate(value, schema)


def test_the_rules_on_the_page_work_in_pyproject(dosetrace: Run, tmp_path: Path) -> None:
    (example, _), (text,) = blocks("json"), blocks("toml")
    write(tmp_path / "fhir/imported/vincristine.json", example)
    text = text.replace("[levels]", "[tool.dosetrace.levels]").replace("[[ignore]]", "[[tool.dosetrace.ignore]]")
    rules(tmp_path, f"[tool.dosetrace]\n{text}", "pyproject.toml")
    done = dosetrace("check", "--write-baseline", "--format", "json", cwd=tmp_path)
    assert json.loads(done.stdout)["suppressed"] == {"baseline": 0, "ignored": 1}


def test_every_option_that_the_page_names_exists(dosetrace: Run) -> None:
    known = set(re.findall(r"--[a-z]+(?:-[a-z]+)*", dosetrace("check", "--help").stdout + "--output"))
    assert set(re.findall(r"--[a-z]+(?:-[a-z]+)*", PAGE)) - known == set()


def test_the_rules_are_no_burden_where_there_are_none(tmp_path: Path, dosetrace: Run) -> None:
    shutil.copy(ROOT / "fhir_bundles/r4/pomp.json", tmp_path / "pomp.json")
    done = dosetrace("check", "pomp.json", "--format", "json", cwd=tmp_path)
    assert json.loads(done.stdout)["suppressed"] == {"baseline": 0, "ignored": 0}
