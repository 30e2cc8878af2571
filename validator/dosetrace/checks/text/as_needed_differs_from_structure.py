"""A drug that the text of a Dosage gives as needed is not coded as given regularly."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.uncoded import as_needed
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A nurse who works by the list gives a drug round the clock that was meant for pain or for nausea."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        for name in ("asNeededBoolean", "asNeeded"):
            said = as_needed(one.text) if one.value.get(name) is False and not one.as_needed else ""
            if said:
                message = f'the text says {said}, {name} is false: "{one.text}"'
                yield Problem(message, (*one.path, name), "false", "true")
