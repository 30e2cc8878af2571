"""What several tests need: the checkout, its loader, and a way to run the command as a user does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dosetrace.checks.load import Loader
from dosetrace.data import Dataset

ROOT = Path(__file__).parent.parent
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def elements(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value, from the outside in."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from elements(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from elements(inner)


@pytest.fixture(scope="session")
def loader() -> Loader:
    return Loader(Dataset(ROOT))


@pytest.fixture(scope="session")
def dosetrace() -> Run:
    """Runs `dosetrace ARGS` in a folder (the checkout by default) and returns what it printed."""

    def run(*args: object, cwd: Path = ROOT, stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from dosetrace.cli import main; main()", *map(str, args)]
        done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, timeout=120, check=False)
        out, err = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(command, done.returncode, out, err)

    return run
