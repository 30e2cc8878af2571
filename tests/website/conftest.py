"""The site as a user makes it, and a real browser to read it with.

Without mkdocs or chromium the tests say so and skip; with 1 in DOSETRACE_REQUIRE_BROWSER that is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    import subprocess

    from playwright.sync_api import Browser

REQUIRED = "DOSETRACE_REQUIRE_BROWSER"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
"""Chromium starts as root and asks nobody for anything."""


def missing(what: str) -> NoReturn:
    """Says what is not there: a failure where it is required, else a reason to skip."""
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{what}, and {REQUIRED} is set")
    pytest.skip(what)


@pytest.fixture(scope="session")
def site(dosetrace: Callable[..., subprocess.CompletedProcess[str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, made by the command."""
    if find_spec("mkdocs") is None or find_spec("material") is None:
        missing("mkdocs and mkdocs-material are not installed: pip install '.[docs]'")
    folder = tmp_path_factory.mktemp("site") / "made"
    done = dosetrace("site", "build", "--output", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the machine."""
    if find_spec("playwright") is None:
        missing("playwright is not installed: pip install '.[test]'")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        missing("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as played:
        started = played.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield started
        started.close()
