"""No false alarms: every error in HL7's official examples is a real one, listed with its reason."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml

from dosetrace.checks.load import Loader
from dosetrace.checks.registry import checks
from dosetrace.checks.run import run
from dosetrace.findings import Finding, Level
from interop.official import examples
from interop.tools import HERE

LISTED = HERE / "official_findings.yaml"


@pytest.fixture(scope="module")
def found(loader: Loader, tools_ready: None) -> dict[str, list[Finding]]:
    """The findings in each example, by `release/file`."""
    return {
        f"{release}/{name}": run([Loader(loader.folders, release).fhir(text, name)], checks())
        for release in ("r4", "r5")
        for name, text in examples(release)
    }


def test_every_example_of_an_order_is_looked_at(found: dict[str, list[Finding]]) -> None:
    assert Counter(name.partition("/")[0] for name in found) == {"r4": 0, "r5": 0}


def test_every_error_is_a_real_one(found: dict[str, list[Finding]]) -> None:
    listed = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    real = [f"{name}: {one['check']} at {one['at']}" for name, ones in listed.items() for one in ones]
    errors = [
        f"{name}: {finding.check} at {finding.location.path}"
        for name, findings in found.items()
        for finding in findings
        if finding.level is Level.ERROR
    ]
    assert sorted(errors) == sorted(real)


def test_every_listed_error_has_its_reason() -> None:
    listed = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    assert [one for ones in listed.values() for one in ones if len(one.get("because", "").split()) < 4] == []
