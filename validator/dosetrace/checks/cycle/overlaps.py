"""No cycle of a drug begins before the cycles of the same drug before it have ended."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import Cycle, repeat_of
from dosetrace.fhir.read.document import mapping, objects, words
from dosetrace.fhir.read.dosage import dose_of, quantity, time
from dosetrace.fhir.read.timing import days_of, whole
from dosetrace.findings import Level, Problem
from dosetrace.units import rounded

LEVEL = Level.ERROR
WHY = "A phase that begins while the one before it still runs gives its drug twice."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    siblings = {(cycle.path[:-1], words(cycle.action.get("id"))): cycle for cycle in subject.cycles}
    for cycle in subject.cycles:
        for index, related in objects(cycle.action.get("relatedAction")):
            target = words(related.get("actionId")) or words(related.get("targetId"))
            before = siblings.get((cycle.path[:-1], target))
            begins, _ = days_of(quantity(mapping(related.get("offsetDuration"))))
            course = _course(before) if before is not None and related.get("relationship") == "after-start" else None
            if before is None or begins is None or course is None or not 0 < begins < course:
                continue
            drugs = ", ".join(sorted(_drugs(subject, cycle) & _drugs(subject, before)))
            if drugs:
                message = f'{drugs}: begins {_days(begins)} after the start of "{target}", which takes {_days(course)}'
                path = (*cycle.path, "relatedAction", index, "offsetDuration")
                yield Problem(message, path, _days(begins), f"{_days(course)} or more", related=(before.path,))


def _course(cycle: Cycle) -> Fraction | None:
    """The days that the least number of cycles takes."""
    repeat = repeat_of(cycle.action)
    length, _ = days_of(time(repeat, "period") or time(repeat, "duration"))
    bounds, _ = days_of(quantity(mapping(repeat.get("boundsDuration"))))
    count = whole(repeat.get("count"))
    return bounds if bounds is not None or length is None or count is None else count * length


def _drugs(subject: Fhir, cycle: Cycle) -> set[str]:
    found = (subject.document.defined(leaf.definition) for leaf in cycle.leaves)
    return {dose_of(subject.document, target).drug for target in found if target is not None} - {""}


def _days(days: Fraction) -> str:
    return f"{rounded(days)} day{'' if days == 1 else 's'}"
