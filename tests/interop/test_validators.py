"""The official HL7 validator, and the one inside HAPI, over every bundle and definition of both releases.

Each runs once, for both releases, with our own FHIR package loaded as a package.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from dosetrace.fhir.package import VERSION
from interop import tools
from interop.tools import CHECKOUT

HERE = Path(__file__).parent
RELEASES = ("r4", "r5")


@dataclass(frozen=True)
class Issue:
    """One line of a validator about one file."""

    file: str
    severity: str
    place: str
    message: str


@dataclass(frozen=True)
class Judged:
    """What a validator said, and how many milliseconds it took for each file."""

    issues: list[Issue]
    times: dict[str, int]

    def of(self, *severities: str) -> list[Issue]:
        return [issue for issue in self.issues if issue.severity in severities]


def judged(command: list[str]) -> Judged:
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    return Judged(
        [Issue(*line) for line in lines if len(line) == 4], {line[0]: int(line[1]) for line in lines if len(line) == 2}
    )


def files(release: str) -> list[str]:
    found = [
        path
        for folder in (f"fhir_bundles/{release}", f"fhir_bundles/definitions/{release}")
        for path in sorted((CHECKOUT / folder).glob("*.json"))
    ]
    return [path.relative_to(CHECKOUT).as_posix() for path in found]


def for_hapi(release: str) -> list[str]:
    """All but the StructureDefinitions: it makes no snapshot of them offline, and the official engine judges them."""
    return [file for file in files(release) if "StructureDefinition-" not in file]


@pytest.fixture(scope="session")
def packages(
    tmp_path_factory: pytest.TempPathFactory, dosetrace: Callable[..., subprocess.CompletedProcess[str]]
) -> Path:
    """The folder with our packages, as a user makes them."""
    folder = tmp_path_factory.mktemp("packages")
    assert dosetrace("build", "--package", "--output", folder).returncode == 0
    return folder


def own(packages: Path, release: str) -> Path:
    return packages / f"dosetrace.leukaemia.{release}-{VERSION}.tgz"


def official(packages: Path, *what: str) -> Judged:
    """`what`: releases, each with its files after it."""
    args = [word for item in what for word in (_official_start(packages, item) if item in RELEASES else [item])]
    return judged(tools.java("validator", "OfficialValidator", *args, memory="3g"))


def _official_start(packages: Path, release: str) -> list[str]:
    return ["-version", release, "-ig", str(own(packages, release)), "-ig", str(HERE / "stubs")]


def hapi(packages: Path, *what: str) -> Judged:
    args = [word for item in what for word in (_hapi_start(packages, item) if item in RELEASES else [item])]
    return judged(tools.java("server", "HapiValidator", *args, memory="3g"))


def _hapi_start(packages: Path, release: str) -> list[str]:
    extensions = tools.prepared() / "packages" / f"hl7.fhir.uv.extensions.{release}-5.3.0-ballot-tc1.tgz"
    return ["-version", release, "-package", str(own(packages, release)), "-package", str(extensions)]


def patterns(validator: str) -> list[re.Pattern[str]]:
    """The warnings that have a reason."""
    lines = (HERE / "expected_warnings.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return [re.compile(pattern) for name, pattern, _reason in rows if name == validator]


def unexpected(found: Judged, validator: str) -> list[Issue]:
    known = patterns(validator)
    return [issue for issue in found.of("warning") if not any(one.fullmatch(issue.message) for one in known)]


def unused(found: Judged, validator: str) -> list[str]:
    messages = [issue.message for issue in found.of("warning")]
    return [one.pattern for one in patterns(validator) if not any(one.fullmatch(text) for text in messages)]


@pytest.fixture(scope="session")
def by_official(tools_ready: None, packages: Path) -> Judged:
    return official(packages, *(word for release in RELEASES for word in (release, *files(release))))


@pytest.fixture(scope="session")
def by_hapi(tools_ready: None, packages: Path) -> Judged:
    return hapi(packages, *(word for release in RELEASES for word in (release, *for_hapi(release))))


def test_the_official_validator_finds_no_error(by_official: Judged) -> None:
    errors = by_official.of("error", "fatal")
    faults = [issue for issue in errors if any(one.fullmatch(issue.message) for one in patterns("fault of official"))]
    assert [issue for issue in errors if issue not in faults] == []
    assert {Path(issue.file).name for issue in faults} == {"SearchParameter-plan-refers-to.json"}
    assert set(by_official.times) == {file for release in RELEASES for file in files(release)}


def test_the_validator_of_hapi_finds_no_error(by_hapi: Judged) -> None:
    assert by_hapi.of("error", "fatal") == []
    assert set(by_hapi.times) == {file for release in RELEASES for file in for_hapi(release)}


def test_every_warning_is_on_the_list_and_the_list_holds_no_other(by_official: Judged, by_hapi: Judged) -> None:
    assert unexpected(by_official, "official") == []
    assert unexpected(by_hapi, "hapi") == []
    assert unused(by_official, "official") == []
    assert unused(by_hapi, "hapi") == []


ALTERED = {
    "status-missing": ('"status": "draft",', ""),
    "extension-unknown": ("StructureDefinition/stated-total", "StructureDefinition/stated-totals"),
    "kind-unknown": ('"kind": "MedicationRequest"', '"kind": "MedicationRequests"'),
    "unit-not-ucum": ('"code": "mg/m2"', '"code": "mg/m^2"'),
}


def test_both_find_what_is_broken(tools_ready: None, packages: Path, tmp_path: Path) -> None:
    """One change each in a good bundle: the runs above can fail. Only HAPI's has a parser of units."""
    text = (CHECKOUT / "fhir_bundles/r4/ino-vate-inotuzumab.json").read_text(encoding="utf-8")
    for name, (before, after) in ALTERED.items():
        assert before in text
        (tmp_path / f"{name}.json").write_text(text.replace(before, after, 1), encoding="utf-8")
    broken = [str(tmp_path / f"{name}.json") for name in ALTERED]
    found = {Path(issue.file).stem for issue in official(packages, "r4", *broken).of("error", "fatal")}
    assert found == {"status-missing", "extension-unknown", "kind-unknown"}
    assert {Path(issue.file).stem for issue in hapi(packages, "r4", *broken).of("error", "fatal")} == set(ALTERED)


def test_our_operation_outcomes_are_valid_in_r4_and_r5(
    packages: Path, tools_ready: None, dosetrace: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    bundle = (CHECKOUT / "fhir_bundles/r5/pomp.json").read_text(encoding="utf-8")
    (tmp_path / "wrong.json").write_text(bundle.replace('"value": 50,', '"value": 500,'), encoding="utf-8")
    for name, status in (("wrong.json", 1), (CHECKOUT / "fhir_bundles/r5/pomp.json", 0)):
        done = dosetrace("check", name, "--format", "operationoutcome", cwd=tmp_path)
        assert done.returncode == status
        (tmp_path / f"outcome-{status}.json").write_text(done.stdout, encoding="utf-8")
    outcomes = [str(tmp_path / f"outcome-{status}.json") for status in (0, 1)]
    found = official(packages, "r4", *outcomes, "r5", *outcomes)
    assert found.of("error", "fatal") == []
    assert set(found.times) == set(outcomes)
