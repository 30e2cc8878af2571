"""The doses of a cycle add up to the total that the source states."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir, Protocol, StatedSum
from dosetrace.findings import Level, Problem
from dosetrace.grid import sum_text
from dosetrace.totals import add
from dosetrace.units import Amount, UnitError

LEVEL = Level.ERROR
WHY = "A total that the authors give is the one check of a schedule that comes from themselves."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    for stated in subject.stated_sums:
        found = _sum(stated)
        if found is None:
            yield _problem(subject, stated, "a sum that cannot be made")
        elif not found.equals(stated.amount):
            yield _problem(subject, stated, str(found))


def _sum(stated: StatedSum) -> Amount | None:
    parts = [dose.per_cycle(stated.block.length) for dose in stated.block.doses if dose.drug == stated.drug]
    try:
        return None if not parts or None in parts else add(part for part in parts if part is not None)
    except UnitError:
        return None


def _problem(subject: Protocol | Fhir, stated: StatedSum, found: str) -> Problem:
    doses = tuple(dose for dose in stated.block.doses if dose.drug == stated.drug)
    written = sum_text(doses, stated.block.length)
    message = f"{stated.drug} adds up to {found} per cycle, the source says {stated.amount}"
    return Problem(
        message,
        stated.path,
        found,
        str(stated.amount),
        subject.sentence(stated.quotes),
        help=f"sum: {written}" if written else None,
    )
