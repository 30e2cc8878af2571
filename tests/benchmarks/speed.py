"""Speed and memory of dosetrace, printed as a table; run by hand: python tests/benchmarks/speed.py

Cold figures are whole processes, the median of several. Warm figures are one process, after a first round that is not
counted. Nothing here is a test: machines differ.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from dosetrace.checks.load import Loader
from dosetrace.checks.registry import checks
from dosetrace.checks.run import run
from dosetrace.data import Dataset

ROOT = Path(__file__).parent.parent.parent
MAIN = [sys.executable, "-c", "from dosetrace.cli import main; main()"]
AS_USED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As installed: modules are compiled once, not in every run."""
MEGABYTE = 1_000_000
UNIT = 25_000
"""Bytes of bundle that the warm figures are per."""


def cold(*arguments: str, runs: int = 7) -> tuple[float, float]:
    """Median seconds and peak megabytes of a whole process."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([*MAIN, *arguments], cwd=ROOT, check=True, capture_output=True, env=AS_USED)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def warm(work: Callable[[], object], rounds: int = 5) -> float:
    """Median seconds of a call after one that is not counted."""
    work()
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def row(what: str, figure: str) -> None:
    print(f"{what:<72} {figure:>14}")


def main() -> None:
    bundles = sorted((ROOT / "fhir_bundles").glob("r[45]/*.json"))
    texts = [path.read_text(encoding="utf-8") for path in bundles]
    size = sum(len(text.encode()) for text in texts)
    print(f"Python {sys.version.split()[0]}, {len(bundles)} bundles, {size / 1000:,.0f} kB\n")
    row("dosetrace --version, cold", f"{cold('--version')[0] * 1000:.0f} ms")
    seconds, megabytes = cold("check")
    row("dosetrace check of the whole dataset, cold", f"{seconds:.2f} s")
    row("  its peak memory", f"{megabytes:.0f} MB")
    measures(bundles, texts, size)
    one_by_one(texts, size)
    beside(texts, size)
    prose()
    copies(texts[0])
    lines()


def measures(bundles: list[Path], texts: list[str], size: int) -> None:
    """The measures that the validator is held to: warm speed, and the cold start of one file of about 100 kB."""
    reads, chosen = Loader(Dataset(ROOT)), checks()
    whole = warm(lambda: run((reads.fhir(text, "x") for text in texts), chosen)) / size * UNIT
    row("each 25 kB of bundle, warm (under 5 ms)", f"{whole * 1000:.2f} ms")
    nearest = min(bundles, key=lambda path: abs(path.stat().st_size - 100_000))
    kilobytes = nearest.stat().st_size / 1000
    row(
        f"check of one bundle of {kilobytes:.0f} kB, cold (under 300 ms)",
        f"{cold('check', str(nearest))[0] * 1000:.0f} ms",
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "order.json")
        orders = [{"resource": {**ORDER, "id": str(turn)}} for turn in range(250)]
        file.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": orders}), encoding="utf-8")
        kilobytes = file.stat().st_size / 1000
        row(f"check of foreign orders of {kilobytes:.0f} kB, cold", f"{cold('check', str(file))[0] * 1000:.0f} ms")


ORDER = {
    "resourceType": "MedicationRequest", "status": "active", "intent": "order",
    "subject": {"reference": "Patient/1"}, "medicationCodeableConcept": {"text": "vincristine"},
    "dosageInstruction": [{
        "text": "1.5 mg/m2 on day 1",
        "doseAndRate": [{"doseQuantity": {
            "value": 1.5, "unit": "mg/m2", "system": "http://unitsofmeasure.org", "code": "mg/m2"}}],
    }],
}  # fmt: skip


def lines() -> None:
    """Time and memory over the number of lines of NDJSON."""
    for count in (1_000, 100_000):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "orders.ndjson")
            with file.open("w", encoding="utf-8") as out:
                out.writelines(json.dumps({**ORDER, "id": str(turn)}) + "\n" for turn in range(count))
            megabytes = file.stat().st_size / 1e6
            seconds, used = alone("check", str(file))
        row(f"check of {count:,} lines of NDJSON, {megabytes:.1f} MB, cold", f"{seconds:.2f} s")
        row("  its peak memory", f"{used:.0f} MB")


def alone(*arguments: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one run: of its first process, or of the largest of its others (Linux)."""
    code = (
        "import resource, sys\nfrom dosetrace.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        "most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))\n"
        "print(most, file=sys.stderr)"
    )
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, check=True, capture_output=True, env=AS_USED
    )
    return time.perf_counter() - start, int(done.stderr.split()[-1]) / 1024


def one_by_one(texts: list[str], size: int) -> None:
    reads, chosen = Loader(Dataset(ROOT)), checks()
    reading = warm(lambda: [reads.fhir(text, "x") for text in texts])
    whole = warm(lambda: run([reads.fhir(text, "x") for text in texts], chosen))
    row("reading the JSON, warm, each 25 kB", f"{reading / size * UNIT * 1000:.2f} ms")
    row(f"all {len(chosen)} checks with reading, warm, each 25 kB", f"{whole / size * UNIT * 1000:.2f} ms")


def beside(texts: list[str], size: int) -> None:
    try:
        from fhir.resources.bundle import Bundle as R5
        from fhir.resources.R4B.bundle import Bundle as R4
    except ImportError:
        row("fhir.resources parsing the same bundles", "not installed")
        return
    half = len(texts) // 2
    parsing = warm(lambda: [(R4 if turn < half else R5).model_validate_json(text) for turn, text in enumerate(texts)])
    row("fhir.resources parsing the same bundles, warm, each 25 kB", f"{parsing / size * UNIT * 1000:.2f} ms")


def prose() -> None:
    """The dosing reader on a megabyte of whole papers, of nothing but dosing, and of one hostile sentence."""
    seeds = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    dense = max((line for text in seeds for line in text.splitlines() if "mg/m" in line), key=len)
    for name, text in (("papers", "\n\n".join(seeds)), ("dosing", f"{dense}\n\n"), ("hostile", "cytarabine (5 mg ")):
        megabyte = (text * (MEGABYTE // len(text) + 1))[:MEGABYTE]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "prose.txt")
            file.write_text(megabyte, encoding="utf-8")
            start = time.perf_counter()
            done = subprocess.run([*MAIN, "read", str(file), "--format", "json"], check=True, capture_output=True)
            seconds = time.perf_counter() - start
        row(f"dosetrace read of 1 MB of {name}, cold, {len(done.stdout) / 1e6:.0f} MB of answer", f"{seconds:.2f} s")
        row("  memory of the reader alone", f"{memory(megabyte):.0f} MB")


def memory(text: str) -> float:
    """Peak megabytes of a process that reads a text and keeps the claims; the kernel counts them (Linux)."""
    code = "import sys; from dosetrace.reader.read import read; found = read(sys.stdin.read()); "
    code += "print(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0])"
    done = subprocess.run([sys.executable, "-c", code], input=text, capture_output=True, text=True, check=True)
    return float(done.stdout) / 1024


def copies(text: str) -> None:
    """Time and memory over the number of bundles: one folder of copies under their own ids."""
    for count in (10, 100, 1000):
        with tempfile.TemporaryDirectory() as folder:
            value = json.loads(text)
            for number in range(count):
                Path(folder, f"{number}.json").write_text(
                    json.dumps({**value, "id": f"copy-{number}"}), encoding="utf-8"
                )
            for jobs in ("1", "2"):
                seconds, megabytes = alone("check", folder, "--jobs", jobs)
                kilobytes = len(text) / 1000
                row(f"check of {count:,} bundles of {kilobytes:.0f} kB, --jobs {jobs}, cold", f"{seconds:.2f} s")
                row("  its peak memory, of one process", f"{megabytes:.0f} MB")


if __name__ == "__main__":
    main()
