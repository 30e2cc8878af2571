"""Every resource id is one that FHIR allows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR datatype id: 1 to 64 letters, digits, hyphens and dots; a server refuses anything else."
JUDGES = (Fhir,)

_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.resources:
        value = resource.value.get("id")
        if value is not None and not _ID.fullmatch(str(value)):
            expected = "1 to 64 letters, digits, hyphens and dots"
            yield Problem(
                f'the id "{value}" of {len(str(value))} characters, expected {expected}',
                (*resource.path, "id"),
                str(value),
                expected,
            )
