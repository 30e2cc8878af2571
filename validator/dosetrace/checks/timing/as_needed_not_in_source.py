"""A drug is given as needed only where the extract of the file says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A drug of the plan that was made one on demand is not given to those who do not ask for it."
JUDGES = (Fhir,)

_AS_NEEDED = re.compile(
    r"\b(?:as|when|whenever|if|where|until)\s+(?:clinically\s+)?(?:need|requir|necess|indicat|appropriate)"
    r"|\bp\.?\s?r\.?\s?n\b|\bon demand\b|\brescue\b|\bas (?:desired|warranted)\b",
    re.IGNORECASE,
)


def check(subject: Fhir) -> Iterator[Problem]:
    on_demand = [one for one in written(subject.document) if one.as_needed]
    if on_demand and subject.has_provenance and not _AS_NEEDED.search(subject.extract):
        for one in on_demand:
            message = "given as needed, and the extract does not say so"
            yield Problem(message, one.path, "as needed", 'words such as "as needed" in the extract')
