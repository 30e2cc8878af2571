"""How long real servers and validators take, printed as a table; run by hand: python tests/benchmarks/interop.py

Needs the foreign programs (python tests/interop/tools.py). A cold start makes an empty database, a warm one opens the
database of the start before it. The validators and `dosetrace check` are whole processes over the same files.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from interop import running, tools  # noqa: E402

MAIN = [sys.executable, "-c", "from dosetrace.cli import main; main()"]


def row(what: str, seconds: float) -> None:
    print(f"{what:<72} {seconds:>8.1f} s", flush=True)


def timed(command: list[str]) -> float:
    """Seconds of a whole process that has to end well."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def imported(address: str, release: str) -> float:
    """Seconds of posting every bundle, one after the other."""
    bodies = [path.read_bytes() for path in sorted((ROOT / "fhir_bundles" / release).glob("*.json"))]
    start = time.perf_counter()
    with httpx.Client(timeout=300) as http:
        for body in bodies:
            answer = http.post(address, content=body, headers={"Content-Type": "application/fhir+json"})
            answer.raise_for_status()
    return time.perf_counter() - start


def servers(release: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with running.hapi(release, "--data", folder) as up:
            row(f"HAPI {release}: start, cold", up.seconds)
            row(f"HAPI {release}: import of 12 bundles into the empty server", imported(up.address, release))
            row(f"HAPI {release}: the same again", imported(up.address, release))
        with running.hapi(release, "--data", folder) as up:
            row(f"HAPI {release}: start, warm", up.seconds)
            row(f"HAPI {release}: dosetrace push of all, nothing new", timed([*MAIN, "push", up.address]))
            row(f"HAPI {release}: dosetrace pull of all, checked", timed([*MAIN, "pull", up.address]))
    with running.hapi(release) as up:
        row(
            f"HAPI {release}, in memory: dosetrace push of all into the empty server",
            timed([*MAIN, "push", up.address]),
        )


def validators(packages: Path) -> None:
    files = {
        release: sorted(f"fhir_bundles/{release}/{path.name}" for path in (ROOT / "fhir_bundles" / release).iterdir())
        for release in ("r4", "r5")
    }
    stubs = str(ROOT / "tests/interop/stubs")
    official, hapi = [], []
    for release, names in files.items():
        own = str(next(packages.glob(f"*.{release}-*.tgz")))
        official += ["-version", release, "-ig", own, "-ig", stubs, *names]
        extensions = str(next((tools.prepared() / "packages").glob(f"*extensions.{release}-*.tgz")))
        hapi += ["-version", release, "-package", own, "-package", extensions, *names]
    everything = [name for names in files.values() for name in names]
    row("24 bundles: dosetrace check", timed([*MAIN, "check", *everything]))
    row("24 bundles: validator of HAPI 8.8.0",
        timed(tools.java("server", "HapiValidator", *hapi, memory="3g")))  # fmt: skip
    row("24 bundles: official validator 6.10.4",
        timed(tools.java("validator", "OfficialValidator", *official, memory="3g")))  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*MAIN, "build", "--package", "--output", folder], cwd=ROOT, check=True, capture_output=True)
        validators(Path(folder))
    for release in ("r4", "r5"):
        servers(release)


if __name__ == "__main__":
    main()
