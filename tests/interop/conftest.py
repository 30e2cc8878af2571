"""The foreign programs, or the reason why a test is skipped."""

from __future__ import annotations

import os

import pytest

from interop import tools


@pytest.fixture(scope="session")
def tools_ready() -> None:
    """Skips where the programs are not there; fails where DOSETRACE_REQUIRE_INTEROP=1 asks for them."""
    try:
        tools.prepared()
    except tools.NotPrepared as error:
        if os.environ.get("DOSETRACE_REQUIRE_INTEROP") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))
