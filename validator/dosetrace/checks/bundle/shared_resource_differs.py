"""A resource that two bundles of a dataset share is the same in both."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Dataset
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A server that imports both makes a second version, and the first regimen changes with it."
JUDGES = (Dataset,)


def check(subject: Dataset) -> Iterator[Problem]:
    for release, bundles in subject.bundles.items():
        seen: dict[str, tuple[object, str]] = {}
        for fhir in bundles:
            for resource in fhir.document.resources:
                value, file = seen.setdefault(resource.reference, (resource.value, fhir.file))
                if value != resource.value:
                    yield Problem(
                        f"{release}: {resource.reference} in {fhir.file} differs from {file}",
                        (),
                        fhir.file,
                        file,
                    )
