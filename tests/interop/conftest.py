"""Foreign programs: there, or a skip that says how to get them; in CI an error."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from interop import running, tools

REQUIRED = "DOSETRACE_REQUIRE_INTEROP"
"""With 1 in this environment variable a missing program is an error."""


@pytest.fixture(scope="session")
def tools_ready() -> None:
    """The foreign programs are there."""
    try:
        tools.prepared()
    except tools.NotPrepared as error:
        if os.environ.get(REQUIRED) == "1":
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session", params=["r4", "r5"])
def server(request: pytest.FixtureRequest, tools_ready: None) -> Iterator[tuple[str, running.Running]]:
    """A HAPI server of each release, the same for all tests that ask for it."""
    with running.hapi(request.param) as up:
        yield request.param, up


@pytest.fixture(scope="session")
def refusing(tools_ready: None) -> Iterator[running.Running]:
    """A HAPI server, R4, that takes no ids from clients."""
    with running.hapi("r4", "--refuse-client-ids") as up:
        yield up


@pytest.fixture
def medplum(tools_ready: None) -> Iterator[running.Running]:
    """The second implementation, R4, with nothing on it."""
    with running.medplum() as up:
        yield up
