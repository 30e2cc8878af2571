"""The FHIR packages that `dosetrace build --package` writes: contents, index, bytes, and what npm makes of them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Run, elements

RELEASES = ("r4", "r5")
Files = dict[str, str]
PROTOCOLS = sorted(path.stem for path in (ROOT / "protocols").glob("*.yaml"))


def archive(folder: Path, release: str) -> Path:
    return folder / f"dosetrace.leukaemia.{release}-1.0.0.tgz"


@pytest.fixture(scope="module")
def dist(dosetrace: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = dosetrace("build", "--package", "--output", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module", params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def files(dist: Path, release: str) -> Files:
    """Path in the archive to text."""
    return unpacked(archive(dist, release))


def unpacked(path: Path) -> Files:
    with tarfile.open(path) as packed:
        return {m.name: content.read().decode() for m in packed if (content := packed.extractfile(m)) is not None}


def as_written(text: str) -> Any:
    """The JSON with every number as its characters."""
    return json.loads(text, parse_float=str, parse_int=str)


def resources(files: Files, folder: str = "package") -> dict[str, Any]:
    """The FHIR resources of a folder by file name."""
    names = [name for name in files if re.fullmatch(f"{folder}/[A-Z][^/]*[.]json", name)]
    return {name.removeprefix(f"{folder}/"): as_written(files[name]) for name in names}


def published(release: str) -> Iterator[Any]:
    """Every resource in fhir_bundles, read here by other means than the command's."""
    for path in (ROOT / "fhir_bundles" / release).glob("*.json"):
        yield from (entry["resource"] for entry in as_written(path.read_text(encoding="utf-8"))["entry"])
    for path in (ROOT / "fhir_bundles/definitions" / release).glob("*.json"):
        yield as_written(path.read_text(encoding="utf-8"))


def test_it_prints_what_sha256sum_checks(dosetrace: Run, tmp_path: Path) -> None:
    lines = dosetrace("build", "--package", "--output", tmp_path).stdout.splitlines()
    paths = [archive(tmp_path, release) for release in RELEASES]
    assert lines == [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path}" for path in paths]
    assert sorted(tmp_path.iterdir()) == paths


def test_every_resource_is_in_it_once_with_every_number_as_written(files: Files, release: str) -> None:
    expected = {f"{value['resourceType']}-{value['id']}.json": value for value in published(release)}
    found = resources(files)
    guide = found.pop(f"ImplementationGuide-dosetrace.leukaemia.{release}.json")
    assert found == expected
    assert any('"value": 2.0,' in text for text in files.values())
    listed = [entry["reference"]["reference"] for entry in guide["definition"]["resource"]]
    assert sorted(listed) == sorted(f"{value['resourceType']}/{value['id']}" for value in expected.values())
    kinds = Counter(value["resourceType"] for value in found.values())
    assert (kinds["PlanDefinition"], kinds["StructureDefinition"], kinds["CodeSystem"]) == (12, 4, 1)
    addresses = [(value["url"], value["version"]) for value in found.values() if "url" in value]
    assert len(addresses) == len(set(addresses))


def test_the_transactions_stand_beside_the_resources(files: Files, release: str) -> None:
    bundles = resources(files, "package/other")
    assert sorted(bundles) == sorted(f"Bundle-{name}.json" for name in PROTOCOLS)
    for name in PROTOCOLS:
        same = (ROOT / "fhir_bundles" / release / f"{name}.json").read_text(encoding="utf-8")
        assert files[f"package/other/Bundle-{name}.json"] == same


def test_nothing_else_is_in_it(files: Files) -> None:
    held = {f"package/{name}" for name in resources(files)}
    held |= {f"package/other/{name}" for name in resources(files, "package/other")}
    rest = ["package/.index.json", "package/LICENSE", "package/other/.index.json", "package/package.json"]
    assert sorted(files.keys() - held) == rest
    assert files["package/LICENSE"] == (ROOT / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", ["package", "package/other"])
def test_the_index_says_what_the_files_say(files: Files, folder: str) -> None:
    index = json.loads(files[f"{folder}/.index.json"])
    assert index["index-version"] == 2
    assert [entry["filename"] for entry in index["files"]] == sorted(resources(files, folder))
    keys = ("resourceType", "id", "url", "version", "kind", "type", "supplements", "content")
    for entry in index["files"]:
        value = resources(files, folder)[entry.pop("filename")]
        assert entry == {key: value[key] for key in keys if isinstance(value.get(key), str)}


def test_the_manifest(files: Files, release: str) -> None:
    manifest = json.loads(files["package/package.json"])
    version = {"r4": "4.0.1", "r5": "5.0.0"}[release]
    assert (manifest["name"], manifest["version"]) == (f"dosetrace.leukaemia.{release}", "1.0.0")
    assert (manifest["canonical"], manifest["fhirVersions"]) == ("https://w3id.org/dosetrace/fhir", [version])
    assert (manifest["type"], manifest["license"], manifest["date"]) == ("IG", "Apache-2.0", "20261121000000")
    needed = {f"hl7.fhir.{release}.core": version, f"hl7.fhir.uv.extensions.{release}": "5.3.0-ballot-tc1"}
    assert manifest["dependencies"] == manifest["optionalDependencies"] == needed
    assert manifest["bundleDependencies"] == list(needed)
    assert manifest["author"]
    assert manifest["description"]
    guide = resources(files)[f"ImplementationGuide-{manifest['name']}.json"]
    assert guide["url"] == f"{manifest['canonical']}/ImplementationGuide/{manifest['name']}"
    assert (guide["packageId"], guide["version"]) == (manifest["name"], manifest["version"])


def test_it_uses_no_extension_that_it_does_not_depend_on(files: Files) -> None:
    """HL7's are three of the extensions pack; all others are defined inside."""
    urls = [
        str(element["url"]) for value in resources(files).values() for element in elements(value) if "url" in element
    ]
    used = {url for url in urls if "/StructureDefinition/" in url}
    inside = {value["url"] for value in resources(files).values() if value["resourceType"] == "StructureDefinition"}
    assert {url.removeprefix("http://hl7.org/fhir/StructureDefinition/") for url in used - inside} == {
        "data-absent-reason",
        "derivation-reference",
        "timing-daysOfCycle",
    }


def test_every_reference_resolves_inside(files: Files) -> None:
    found = resources(files)
    addresses = {f"{value['url']}|{value['version']}" for value in found.values() if "url" in value}
    places = {f"{value['resourceType']}/{value['id']}" for value in found.values()}
    canonicals = 0
    for element in [inner for value in found.values() for inner in elements(value)]:
        targets = [element.get("definitionCanonical"), *(element.get("library") or [])]
        if "language" in element and "reference" in element:
            targets.append(element["reference"])
        elif "reference" in element and isinstance(element["reference"], str):
            assert element["reference"] in places
        for target in filter(None, targets):
            assert target in addresses
            canonicals += 1
    assert canonicals > 100


def test_everything_parses_in_fhir_resources(files: Files, release: str) -> None:
    """R4 with the models of R4B, as the bundles: the definitions and the guide, which no bundle holds, too."""
    if release == "r4":
        from fhir.resources.R4B import get_fhir_model_class
    else:
        from fhir.resources import get_fhir_model_class
    for folder in ("package", "package/other"):
        for name, value in resources(files, folder).items():
            parsed = get_fhir_model_class(value["resourceType"]).model_validate_json(files[f"{folder}/{name}"])
            assert parsed.id == value["id"]


def test_the_bytes_depend_on_the_input_alone(dist: Path, tmp_path: Path) -> None:
    """Another working directory, time zone, mask, hash seed and language: the same archive."""
    main = "from dosetrace.cli import main; main()"
    command = [sys.executable, "-c", main, "build", "--package", "--root", str(ROOT)]
    changed = {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "LC_ALL": "C", "PYTHONPATH": str(ROOT / "validator")}
    subprocess.run(
        command, cwd=tmp_path, env={**os.environ, **changed}, umask=0o077, check=True, capture_output=True, timeout=120
    )
    for release in RELEASES:
        first, second = archive(dist, release), archive(tmp_path / "dist", release)
        assert first.read_bytes() == second.read_bytes()
        assert first.stat().st_mode == second.stat().st_mode


def test_the_archive_names_no_time_owner_or_file(dist: Path, release: str) -> None:
    data = archive(dist, release).read_bytes()
    assert data[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # gzip, deflate, no name, no time, best, no system
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(data))) as packed:
        members = packed.getmembers()
    assert [member.name for member in members] == sorted({member.name for member in members})
    kept = {(m.mtime, m.uid, m.gid, m.uname, m.gname, m.mode, m.isreg()) for m in members}
    assert kept == {(499162500, 0, 0, "", "", 0o644, True)}  # 1985-10-26 08:15:00 UTC


# What is refused ----------------------------------------------------------------------------------------------------


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    for name in ("seeds", "protocols", "fhir_bundles", "docs"):
        shutil.copytree(ROOT / name, tmp_path / "data" / name)
    shutil.copy(ROOT / "LICENSE", tmp_path / "data")
    return tmp_path / "data"


def test_bundles_that_differ_from_the_protocols_are_refused(dosetrace: Run, dataset: Path, tmp_path: Path) -> None:
    bundle = dataset / "fhir_bundles/r5/pomp.json"
    bundle.write_bytes(bundle.read_bytes().replace(b'"value": 50,', b'"value": 51,'))
    done = dosetrace("build", "--package", "--root", dataset, "--output", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("dosetrace: fhir_bundles/r5/pomp.json differs; expected what the protocols say")
    assert not (tmp_path / "out").exists()


def test_two_resources_of_one_type_and_id_are_refused() -> None:
    from dosetrace.fhir.package import fhir_package
    from dosetrace.fhir.read.document import read_fhir
    from dosetrace.fhir.write.elements import Release
    from dosetrace.findings import InputError

    text = (ROOT / "fhir_bundles/r4/pomp.json").read_text(encoding="utf-8")
    other = text.replace('"value": 50,', '"value": 50.0,')  # the same number, written otherwise
    first, second = read_fhir(text, "first.json"), read_fhir(other, "second.json")
    assert fhir_package(Release.R4, [first, read_fhir(text, "again.json")], [], "").files
    with pytest.raises(InputError, match=r"second[.]json:\d+:\d+: ActivityDefinition/\S+ differs .* first[.]json"):
        fhir_package(Release.R4, [first, second], [], "")


def test_a_dataset_without_its_licence_is_refused(dosetrace: Run, dataset: Path) -> None:
    (dataset / "LICENSE").unlink()
    done = dosetrace("build", "--package", "--root", dataset, cwd=dataset)
    assert (done.returncode, "LICENSE: no such file" in done.stderr) == (2, True)
    assert not (dataset / "dist").exists()


@pytest.mark.parametrize(
    ("options", "expected"),
    [(("--package", "--check"), "exclude each other"), (("--output", "x"), "goes with --package")],
)
def test_options_that_do_not_go_together(dosetrace: Run, options: tuple[str, ...], expected: str) -> None:
    done = dosetrace("build", *options)
    assert (done.returncode, expected in done.stderr) == (2, True)


def test_a_place_that_cannot_be_written_is_one_line(dosetrace: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    done = dosetrace("build", "--package", "--output", tmp_path / "taken")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert (tmp_path / "taken").read_text(encoding="utf-8") == ""


# With npm -----------------------------------------------------------------------------------------------------------

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


def npm(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """npm without a registry: whatever it would have to fetch fails."""
    offline = ["--offline", "--no-audit", "--no-fund", f"--cache={cwd.parent}/npm-cache"]
    command = ["npm", *args, *offline]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    return folder


@needs_npm
def test_npm_packs_the_same_files(dist: Path, files: Files, release: str, tmp_path: Path) -> None:
    with tarfile.open(archive(dist, release)) as packed:
        packed.extractall(tmp_path, filter="data")
    done = npm("pack", cwd=tmp_path / "package")
    assert done.returncode == 0, done.stderr
    assert unpacked(archive(tmp_path / "package", release)) == files


@needs_npm
def test_npm_installs_it_in_an_empty_folder(dist: Path, files: Files, release: str, empty: Path) -> None:
    done = npm("install", str(archive(dist, release)), cwd=empty)
    assert done.returncode == 0, done.stderr
    place = empty / "node_modules" / f"dosetrace.leukaemia.{release}"
    found = {f"package/{path.relative_to(place).as_posix()}": path for path in place.rglob("*") if path.is_file()}
    assert {name: path.read_text(encoding="utf-8") for name, path in found.items()} == files


@needs_npm
def test_npm_installs_it_again_from_the_lock_file(dist: Path, release: str, empty: Path) -> None:
    assert npm("install", str(archive(dist, release)), cwd=empty).returncode == 0
    shutil.rmtree(empty / "node_modules")
    done = npm("ci", cwd=empty)
    assert done.returncode == 0, done.stderr
    assert (empty / "node_modules" / f"dosetrace.leukaemia.{release}" / "package.json").is_file()
    assert npm("ls", "--all", cwd=empty).returncode == 0
