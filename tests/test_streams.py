"""Many files and long ones: NDJSON by its lines, several processes, memory and time that stay in proportion."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Run
from dosetrace.checks import jobs
from dosetrace.checks.load import Loader
from dosetrace.checks.outcome import Part
from dosetrace.findings import InputError
from dosetrace.targets import pieces

MAIN = [sys.executable, "-c", "from dosetrace.cli import main; main()"]


def order(name: str, value: float = 1.5) -> str:
    """A prescription on one line; its text says 1.5 mg/m2."""
    quantity = {"value": value, "unit": "mg/m2", "system": "http://unitsofmeasure.org", "code": "mg/m2"}
    dosage = {"text": "1.5 mg/m2 on day 1", "doseAndRate": [{"doseQuantity": quantity}]}
    return json.dumps({
        "resourceType": "MedicationRequest", "id": name, "status": "active", "intent": "order",
        "subject": {"reference": "Patient/1"}, "medicationCodeableConcept": {"text": "vincristine"},
        "dosageInstruction": [dosage],
    })  # fmt: skip


LINES = [order("a"), order("b", 15), "", '{"resourceType": "MedicationRequest", "id": }', order("e", 0.15)]
PLACE = order("b", 15).index('"1.5 mg/m2 on day 1"') + 1


def wrong(value: Any) -> list[tuple[str, int, int]]:
    return [(found["check"], found["line"], found["column"]) for found in value["findings"]]


EXPECTED = [
    ("text/dosage-differs-from-structure", 2, PLACE),
    ("file/unreadable", 4, LINES[3].index("}") + 1),
    ("text/dosage-differs-from-structure", 5, PLACE),
]
"""Line 3 is empty, line 4 is no JSON, and the rest goes on."""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("ending", ["ndjson", "jsonl"])
def test_every_line_is_judged_by_itself(dosetrace: Run, tmp_path: Path, end: str, ending: str) -> None:
    file = tmp_path / f"MedicationRequest.{ending}"
    file.write_bytes(end.join(LINES).encode())
    done = dosetrace("check", file, "--format", "json")
    value = json.loads(done.stdout)
    assert done.returncode == 1
    assert wrong(value) == EXPECTED
    assert (value["checked"]["bundles"], value["checked"]["resources"]) == (3, 3)
    in_folder = json.loads(dosetrace("check", tmp_path, "--format", "json").stdout)
    assert wrong(in_folder) == EXPECTED


def test_lines_on_standard_input(dosetrace: Run) -> None:
    value = json.loads(dosetrace("check", "-", "--format", "json", stdin="\n".join(LINES).encode()).stdout)
    assert wrong(value) == EXPECTED
    assert {found["file"] for found in value["findings"]} == {"<stdin>"}


def test_one_line_on_standard_input_is_one_resource(dosetrace: Run) -> None:
    for text in (order("b", 15), f"\n\n{order('b', 15)}\n", json.dumps(json.loads(order("b", 15)), indent=1)):
        value = json.loads(dosetrace("check", "-", "--format", "json", stdin=text.encode()).stdout)
        assert [found["check"] for found in value["findings"]] == ["text/dosage-differs-from-structure"]


def test_lines_of_something_else_in_a_folder_are_left_alone(dosetrace: Run, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text('{"event": "start"}\n{"event": "end"}\n', encoding="utf-8")
    (tmp_path / "orders.ndjson").write_text(order("a"), encoding="utf-8")
    value = json.loads(dosetrace("check", tmp_path, "--format", "json").stdout)
    assert (value["checked"]["bundles"], value["findings"]) == (1, [])
    done = dosetrace("check", tmp_path / "log.jsonl")
    assert 'expected an object with a "resourceType"' in done.stdout


def test_an_empty_file_of_lines_is_refused(dosetrace: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.ndjson").write_bytes(b"\n\n")
    done = dosetrace("check", tmp_path / "empty.ndjson")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no FHIR file there" in done.stderr


def peak(*args: object) -> float:
    """The most megabytes that a run of the command had, as the kernel counts them."""
    code = "import resource, runpy, sys; from dosetrace.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    code += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, args)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stderr.split()[-1]) / 1024


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of ru_maxrss differs")
def test_memory_does_not_grow_with_the_lines(tmp_path: Path) -> None:
    few, many = tmp_path / "few.ndjson", tmp_path / "many.ndjson"
    few.write_text(f"{order('a')}\n" * 100, encoding="utf-8")
    many.write_text("".join(f"{order(str(turn))}\n" for turn in range(8_000)), encoding="utf-8")
    assert many.stat().st_size > 2_500_000
    assert peak("check", many) - peak("check", few) < 8  # MB; held whole they would be 15 times the file


def copies(folder: Path, count: int) -> Path:
    folder.mkdir()
    text = (ROOT / "fhir_bundles/r4/pomp.json").read_text(encoding="utf-8")
    for turn in range(count):
        changed = text.replace('"value": 50,', f'"value": {turn},') if turn % 5 == 0 else text
        (folder / f"{turn:03}.json").write_text(changed, encoding="utf-8")
    return folder


def test_several_processes_print_the_same(dosetrace: Run, tmp_path: Path) -> None:
    folder = copies(tmp_path / "many", 23)
    (folder / "020.json").write_text("{", encoding="utf-8")
    (folder / "lines.ndjson").write_text("\n".join(LINES), encoding="utf-8")
    for form in ("text", "json"):
        alone, together, all_cores = (
            dosetrace("check", folder, "--format", form, "--jobs", jobs) for jobs in ("1", "3", "auto")
        )
        assert (alone.returncode, alone.stderr) == (1, "")
        assert alone.stdout == together.stdout == all_cores.stdout
    assert dosetrace("check", "--jobs", "2").stdout == dosetrace("check").stdout


def test_a_named_file_that_cannot_be_read_ends_several_processes_too(dosetrace: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    done = dosetrace("check", "fhir_bundles/r4/pomp.json", tmp_path / "broken.json", "--jobs", "2")
    assert (done.returncode, done.stdout) == (2, "")
    assert "broken.json:1:2: not valid JSON" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("given", ["-1", "two", "1000", "", "²"])
def test_a_number_of_processes_that_is_none(dosetrace: Run, given: str) -> None:
    done = dosetrace("check", "--jobs", given)
    assert (done.returncode, done.stdout) == (2, "")
    assert 'expected a number of processes up to 256, or "auto"' in done.stderr


def killed(self: jobs._Judge, piece: object) -> Part:
    os.kill(os.getpid(), signal.SIGKILL)
    raise BrokenProcessPool


@pytest.mark.skipif(sys.platform != "linux", reason="processes are begun by a fork, with what the test replaced")
def test_a_process_that_is_killed_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, loader: Loader) -> None:
    monkeypatch.setattr(jobs._Judge, "__call__", killed)
    with pytest.raises(InputError, match="a process that judged files ended before its work"):
        list(jobs.parts(loader, pieces(loader, "fhir_bundles"), [], 2))


@pytest.mark.parametrize("count", ["1", "2"])
def test_an_interrupted_run_is_one_clear_line(tmp_path: Path, count: str) -> None:
    """The signal is given back its meaning, which it has not where the tests themselves run in the background."""
    folder = copies(tmp_path / "many", 400)
    command = [*MAIN, "check", str(folder), "--jobs", count]
    run = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    time.sleep(2)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does, to every process of the run
    out, err = run.communicate(timeout=30)
    assert (run.returncode, out, err.strip()) == (2, "", "dosetrace: interrupted")


def test_a_large_bundle_takes_time_in_proportion(tmp_path: Path) -> None:
    def seconds(entries: int) -> float:
        file = tmp_path / f"{entries}.json"
        resources = ",".join(f'{{"resource": {order(str(turn))}}}' for turn in range(entries))
        file.write_text(f'{{"resourceType": "Bundle", "type": "collection", "entry": [{resources}]}}', encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([*MAIN, "check", str(file)], cwd=ROOT, check=True, capture_output=True)
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before

    begun = seconds(1)
    once, four_times = seconds(3_000) - begun, seconds(12_000) - begun
    assert four_times < 8 * once  # 4 times as much, with room for a busy machine; squared it were 16
