"""In a file that marks what its source does not state, every silence about a dose or a cycle is marked."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.gap.not_declared import open_facts
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import Cycle, repeat_of
from dosetrace.fhir.read.document import objects
from dosetrace.fhir.read.dosage import dose_of, gaps_of, time
from dosetrace.fhir.read.marks import gaps
from dosetrace.fhir.urls import NOT_STATED
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "Where other gaps are marked, an empty place without a mark looks like a decision."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    if not subject.has_provenance or not any(ext.get("url") == NOT_STATED for _, ext in subject.document.extensions):
        return
    for resource in subject.document.of_kind("ActivityDefinition"):
        dose = dose_of(subject.document, resource)
        marked = {gap.fact for gap in gaps_of(resource.value, dose.drug)}
        path = (*resource.path, "dosage", 0) if objects(resource.value.get("dosage")) else resource.path
        for fact in open_facts(dose):
            if fact not in marked and fact != "dose":
                yield _problem(f"{dose.drug}: {fact}", path)
    for cycle in subject.cycles:
        yield from _of_cycle(cycle)


def _of_cycle(cycle: Cycle) -> Iterator[Problem]:
    repeat, path = repeat_of(cycle.action), (*cycle.path, "timingTiming", "repeat")
    length = time(repeat, "period") or time(repeat, "duration")
    if cycle.numbers and length is None and "cycle length" not in gaps(repeat):
        yield _problem("cycle length", path)
    daily = "boundsDuration" in repeat and length is not None and str(length) == "1 d"
    for leaf in cycle.leaves if not daily else ():
        if leaf.days is None and "day of cycle" not in leaf.gaps:
            yield _problem("day of cycle", leaf.path)


def _problem(fact: str, path: Path) -> Problem:
    return Problem(f"{fact} is neither stated nor marked as not stated", path, "nothing", "a value, or not-stated")
