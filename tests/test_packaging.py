"""The wheel outside the checkout, and the checkout as an editable install sees it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT, Run

MAIN = "from dosetrace.cli import main; main()"


def python(path: Path, code: str, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs Python in a folder with one more place to import from, before everything installed."""
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", code, *args]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "-q",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_holds_protocols_and_bundles_and_no_papers(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    packaged = [name for name in names if name.startswith("dosetrace/_packaged/")]
    assert sum(name.startswith("dosetrace/_packaged/protocols/") and name.endswith(".yaml") for name in packaged) == 12
    assert sum(name.startswith("dosetrace/_packaged/fhir_bundles/r") for name in packaged) == 24
    assert not [name for name in packaged if name.startswith("dosetrace/_packaged/seeds/") and name.endswith(".txt")]
    assert "dosetrace/py.typed" in names
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"dosetrace"}


def test_check_outside_a_checkout_judges_the_packaged_dataset(unpacked: Path, tmp_path: Path) -> None:
    done = python(unpacked, MAIN, "check", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12 protocols, 24 FHIR files" in done.stdout
    assert "full source documents are not part of the package" in done.stderr


def test_schedule_and_explain_outside_a_checkout(unpacked: Path, tmp_path: Path, dosetrace: Run) -> None:
    assert "1.8 mg/m²" in python(unpacked, MAIN, "schedule", "ino-vate-inotuzumab", "--from", "r4", cwd=tmp_path).stdout
    for check in ("dose/total-differs-from-source", "quote/not-in-source", "protocol/trial-not-in-source"):
        assert python(unpacked, MAIN, "explain", check, cwd=tmp_path).stdout == dosetrace("explain", check).stdout
    refused = python(unpacked, MAIN, "build", cwd=tmp_path)
    assert (refused.returncode, "works in a checkout" in refused.stderr) == (2, True)


def test_fhir_packages_are_the_same_outside_a_checkout(unpacked: Path, tmp_path: Path, dosetrace: Run) -> None:
    done = python(unpacked, MAIN, "build", "--package", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert dosetrace("build", "--package", "--output", tmp_path / "checkout").returncode == 0
    for release in ("r4", "r5"):
        name = f"dosetrace.leukaemia.{release}-1.0.0.tgz"
        assert (tmp_path / "dist" / name).read_bytes() == (tmp_path / "checkout" / name).read_bytes()


def test_an_altered_packaged_bundle_is_caught_without_the_papers(unpacked: Path, tmp_path: Path) -> None:
    text = (ROOT / "fhir_bundles/r4/ino-mrd.json").read_text(encoding="utf-8")
    (tmp_path / "altered.json").write_text(text.replace('"value": 0.6,', '"value": 0.5,'), encoding="utf-8")
    done = python(unpacked, MAIN, "check", "altered.json", cwd=tmp_path)
    assert done.returncode == 1
    assert "dose/differs-from-quote" in done.stdout


def test_an_editable_install_reads_the_checkout_and_exposes_nothing_else(tmp_path: Path) -> None:
    code = "from dosetrace.data import find_dataset; d = find_dataset(); print(d.root, d.packaged)"
    assert python(ROOT / "validator", code, cwd=tmp_path).stdout.split() == [str(ROOT), "False"]
    for name in ("seeds", "tests", "protocols", "validator"):
        done = python(ROOT / "validator", f"import {name}", cwd=tmp_path)
        assert "ModuleNotFoundError" in done.stderr
