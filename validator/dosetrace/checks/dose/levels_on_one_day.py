"""One drug has one dose level on a day of a cycle."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.levels import exclude_each_other
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import Cycle, Leaf
from dosetrace.fhir.read.dosage import dose_of
from dosetrace.findings import Level, Problem
from dosetrace.timeline import Dose

LEVEL = Level.NOTE
WHY = "A bolus and an infusion of fluorouracil on one day are right; two levels left from two versions are not."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        yield from _judge(subject, cycle)


def _judge(subject: Fhir, cycle: Cycle) -> Iterator[Problem]:
    given: dict[tuple[object, ...], list[tuple[Leaf, Dose]]] = {}
    for leaf in cycle.leaves:
        target = subject.document.defined(leaf.definition)
        dose = dose_of(subject.document, target) if target is not None and leaf.days else None
        if dose is not None and dose.amount is not None and dose.drug:
            key = (dose.drug, dose.route, leaf.when, leaf.switch, dose.amount.unit.family)
            for day in leaf.days or ():
                given.setdefault((day, *key), []).append((leaf, dose))
    for place, found in given.items():
        (first, one), (last, other) = found[0], found[-1]
        both = one.amount is not None and other.amount is not None and not one.amount.equals(other.amount)
        if both and not exclude_each_other(subject.document, first.path, last.path):
            message = f"{one.drug} is given as {one.amount} and as {other.amount} on day {place[0]}"
            yield Problem(message, last.path, str(other.amount), f"{one.amount}, or both", related=(first.path,))
