"""What a terminal shows: colours, the progress of a long run, and places that can be clicked."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, Run

CODE = "from dosetrace.cli import main; main()"
RED, YELLOW = "\x1b[31m\x1b[1m", "\x1b[33m\x1b[1m"


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    text = (ROOT / "fhir_bundles/r5/pomp.json").read_text(encoding="utf-8")
    (tmp_path / "wrong.json").write_text(text.replace('"value": 50,', '"value": 500,'), encoding="utf-8")
    return tmp_path


def on_terminal(*args: str, cwd: Path, code: str = CODE, **environment: str) -> str:
    """What a pseudo-terminal gets of stdout and stderr."""
    ours, theirs = pty.openpty()
    plain = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    with subprocess.Popen(
        [sys.executable, "-c", code, *args], cwd=cwd, env={**plain, "TERM": "xterm", **environment},
        stdin=theirs, stdout=theirs, stderr=theirs,
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = b""
        # a read of a terminal whose other end is closed is an error on Linux
        while part := _read(ours):
            shown += part
        process.wait(60)
    os.close(ours)
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_colours_on_a_terminal(wrong: Path) -> None:
    shown = on_terminal("check", "wrong.json", cwd=wrong)
    assert f"{RED}error[" in shown
    assert f"{RED}^" in shown
    assert "\x1b[K" not in shown


@pytest.mark.parametrize(
    ("args", "environment", "coloured"),
    [
        ((), {"NO_COLOR": "1"}, False),
        ((), {"NO_COLOR": ""}, True),
        ((), {"TERM": "dumb"}, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--format", "json", "--color", "always"), {}, False),
        (("--format", "github"), {}, False),
    ],
)
def test_colours_as_asked(wrong: Path, args: tuple[str, ...], environment: dict[str, str], coloured: bool) -> None:
    assert ("\x1b[" in on_terminal("check", "wrong.json", *args, cwd=wrong, **environment)) == coloured


def test_no_colours_in_a_file_unless_forced(dosetrace: Run, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    plain = dosetrace("check", "wrong.json", cwd=wrong).stdout
    assert "\x1b" not in plain
    coloured = dosetrace("check", "wrong.json", "--color", "always", cwd=wrong).stdout
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert dosetrace("check", "wrong.json", cwd=wrong).stdout == coloured


def test_a_place_stands_alone_so_that_terminals_and_editors_know_it(dosetrace: Run, wrong: Path) -> None:
    places = re.findall(
        r"^  --> (\S+):(\d+):(\d+)(?:  \S.*)?$", dosetrace("check", "wrong.json", cwd=wrong).stdout, re.M
    )
    assert places
    assert all((wrong / file).is_file() for file, _, _ in places)


SLOW = """
import sys, time
from dosetrace.cli.progress import with_progress

def slowly(count):
    for number in range(count):
        time.sleep(0.3)
        yield number

count, total = int(sys.argv[1]), int(sys.argv[2])
assert list(with_progress(slowly(count), total or None)) == list(range(count))
print("done", flush=True)
"""


def test_progress_after_a_second_and_none_when_done(tmp_path: Path) -> None:
    shown = on_terminal("6", "6", cwd=tmp_path, code=SLOW)
    # 6 files in 1.8 s: shown from 1.0 s on, when the fourth has come
    assert "\r\x1b[K[###############               ] 3 of 6 files judged" in shown
    assert "2 of 6" not in shown
    assert shown.endswith("\r\x1b[Kdone\r\n")


def test_progress_without_a_known_length(tmp_path: Path) -> None:
    assert "\r\x1b[K3 files judged" in on_terminal("5", "0", cwd=tmp_path, code=SLOW)


def test_no_progress_on_short_runs_and_off_terminals(tmp_path: Path) -> None:
    assert on_terminal("2", "2", cwd=tmp_path, code=SLOW) == "done\r\n"
    assert "judged" not in on_terminal("6", "6", cwd=tmp_path, code=SLOW, TERM="dumb")
    done = subprocess.run([sys.executable, "-c", SLOW, "6", "6"], cwd=tmp_path, capture_output=True, check=True)
    assert done.stderr == b""
