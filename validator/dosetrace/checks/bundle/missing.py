"""Every protocol of a dataset has its bundles, and every bundle its protocol."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Dataset
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A regimen that is on the site and not in the download is one nobody can import."
JUDGES = (Dataset,)


def check(subject: Dataset) -> Iterator[Problem]:
    protocols = {protocol.regimen.id for protocol in subject.protocols}
    for release, bundles in subject.bundles.items():
        found = {fhir.document.root_plan.name for fhir in bundles if fhir.document.root_plan is not None}
        for name in sorted(protocols - found):
            yield Problem(f"no {release} bundle of {name}", (), "none", f"fhir_bundles/{release}/{name}.json")
        for name in sorted(found - protocols):
            yield Problem(f"the {release} bundle of {name} has no protocol", (), name, f"protocols/{name}.yaml")
