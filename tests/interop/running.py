"""Starts and stops foreign servers, each on a free port of this machine."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from interop import tools

PATIENCE = 180.0
"""Seconds a server may take to come up."""


@dataclass(frozen=True)
class Running:
    """A server that answers at `address`; `seconds` is how long it took to come up."""

    address: str
    seconds: float
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """Ends it at once, as a power cut does."""
        self.process.kill()
        self.process.wait()


@contextmanager
def hapi(release: str, *options: object) -> Iterator[Running]:
    """A HAPI FHIR JPA server; see FhirServer.java for the options."""
    with _running(tools.java("server", "FhirServer", release, *options)) as server:
        yield server


@contextmanager
def medplum() -> Iterator[Running]:
    """Medplum's router with its repository in memory, R4."""
    with _running(["node", str(tools.prepared() / "medplum" / "server.mjs")]) as server:
        yield server


@contextmanager
def _running(command: list[str]) -> Iterator[Running]:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        start = time.monotonic()
        with log.open("wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            address = _address(process, log, start + PATIENCE)
            yield Running(address, time.monotonic() - start, process, log)
        finally:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[bytes], log: Path, deadline: float) -> str:
    while time.monotonic() < deadline:
        ready = [line for line in log.read_text(errors="replace").splitlines() if line.startswith("READY ")]
        if ready:
            return ready[0].split()[1]
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.1)
    raise RuntimeError(f"the server did not come up in {PATIENCE:g} seconds")
