"""No false alarms: every error in HL7's official examples, and in published guides, is a real one with its reason."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import yaml

from dosetrace.checks.load import Loader
from dosetrace.checks.registry import checks
from dosetrace.checks.run import run
from dosetrace.findings import Finding, Level
from interop.official import examples
from interop.tools import EXAMPLES, HERE

LISTED: dict[str, list[dict[str, Any]]] = yaml.safe_load((HERE / "official_findings.yaml").read_text(encoding="utf-8"))
LOOKED_AT = {
    "hl7.fhir.r4.examples@4.0.1": 146,
    "hl7.fhir.r5.examples@5.0.0": 155,
    "hl7.fhir.us.mcode@4.0.0": 19,
    "hl7.fhir.uv.ips@2.0.0": 7,
    "hl7.fhir.au.base@6.0.0": 26,
    "hl7.fhir.uv.order-catalog@0.1.0": 27,
}
"""How many files of a package hold an order, a plan or a Dosage."""


@pytest.fixture(scope="module")
def found(loader: Loader, tools_ready: None) -> dict[str, dict[str, list[Finding]]]:
    """The findings by package and file."""
    return {
        package: {
            name: run([Loader(loader.folders, release).fhir(text, name)], checks()) for name, text in examples(package)
        }
        for package, release in EXAMPLES.items()
    }


def test_every_example_is_looked_at(found: dict[str, dict[str, list[Finding]]]) -> None:
    assert {package: len(files) for package, files in found.items()} == LOOKED_AT


@pytest.mark.parametrize("package", EXAMPLES)
def test_every_error_is_a_real_one(found: dict[str, dict[str, list[Finding]]], package: str) -> None:
    errors = Counter(
        (finding.check, f"{name} {finding.location.path}")
        for name, findings in found[package].items()
        for finding in findings
        if finding.level is Level.ERROR
    )
    real = Counter((one["check"], place) for one in LISTED[package] for place in one["at"])
    assert sorted(errors.elements()) == sorted(real.elements())


def test_every_listed_error_has_its_reason() -> None:
    assert [one for ones in LISTED.values() for one in ones if len(one["because"].split()) < 6] == []
