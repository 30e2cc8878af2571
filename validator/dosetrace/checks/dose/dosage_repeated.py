"""No dosage of a resource is written twice."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.WARNING
WHY = "FHIR: dosages of the same sequence are to be treated as concurrent, so a copied one doubles the dose."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    seen: dict[tuple[Path, str], Path] = {}
    for one in written(subject.document):
        content = {name: value for name, value in one.value.items() if name != "id"}
        if not one.rates:
            continue
        key = (one.resource.path, json.dumps(content, sort_keys=True, default=str))
        if key in seen:
            message = (
                f'the same dosage is written twice: "{one.text}"' if one.text else "the same dosage is written twice"
            )
            yield Problem(message, one.path, "twice", "once, or another sequence", related=(seen[key],))
        seen.setdefault(key, one.path)
