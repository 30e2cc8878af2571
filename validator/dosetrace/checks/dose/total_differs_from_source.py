"""The doses of a cycle add up to the total that the source states."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir, Protocol, StatedSum
from dosetrace.findings import Level, Problem
from dosetrace.grid import sum_text

LEVEL = Level.ERROR
WHY = "A total that the authors give is the one check of a schedule that comes from themselves."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    for stated in subject.stated_sums:
        found = stated.found
        if found is None or not found.equals(stated.amount):
            yield _problem(subject, stated, str(found) if found is not None else "a sum that cannot be made")


def _problem(subject: Protocol | Fhir, stated: StatedSum, found: str) -> Problem:
    written = sum_text(stated.doses, stated.block.length)
    return Problem(
        f"{stated.drug} adds up to {found} per cycle, the source says {stated.amount}",
        stated.path,
        found,
        str(stated.amount),
        subject.sentence(stated.quotes),
        help=f"sum: {written}" if written else None,
    )
