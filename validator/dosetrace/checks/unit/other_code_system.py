"""The unit of a dose is coded in UCUM, so that it can be computed with."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.coded import quantities
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Path, Problem
from dosetrace.ucum import UCUM

LEVEL = Level.NOTE
WHY = "A tablet of SNOMED CT or of a table of dose forms has no dimension: such a dose is compared with nothing here."
JUDGES = (Fhir,)

_DOSES = frozenset({"doseQuantity", "doseRange", "rateQuantity", "rateRange", "rateRatio"})


def check(subject: Fhir) -> Iterator[Problem]:
    for path, system, code, _ in quantities(subject.document):
        if system not in (UCUM, "") and code and _is_dose(path):
            yield Problem(f"the unit {code} is of {system}, not computed with", (*path, "system"), system, UCUM)


def _is_dose(path: Path) -> bool:
    return not _DOSES.isdisjoint(path[-2:])
