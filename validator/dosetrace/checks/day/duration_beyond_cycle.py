"""What begins on a day of a cycle ends before the next cycle begins."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import Cycle, repeat_of
from dosetrace.fhir.read.dosage import dose_of, dose_of_dosage, time
from dosetrace.fhir.read.timing import days_of
from dosetrace.findings import Level, Problem
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = "A continuous infusion that still runs when the next cycle starts it again is given twice."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        repeat = repeat_of(cycle.action)
        length = time(repeat, "period") or time(repeat, "duration")
        if length is not None and (cycle.numbers is None or len(cycle.numbers) > 1):
            yield from _judge(subject, cycle, length)


def _judge(subject: Fhir, cycle: Cycle, length: Amount) -> Iterator[Problem]:
    """A dosage that goes on for as long as all cycles together is one for the whole course."""
    longest = days_of(length)[1] or Fraction(0)
    for leaf in cycle.leaves if longest else ():
        target = subject.document.defined(leaf.definition)
        dose = dose_of(subject.document, target) if target is not None and leaf.days else None
        lasts = days_of(dose.duration)[0] if dose is not None else None
        day = leaf.days[0] if leaf.days else 1
        if dose is None or lasts is None:
            dose = dose_of_dosage(subject.document, {"timing": {"repeat": leaf.every}}) if leaf.every else None
            lasts = days_of(dose.duration)[0] if dose is not None else None
        if dose is None or dose.duration is None or lasts is None or lasts == longest * len(cycle.numbers or ()):
            continue
        if day - 1 + lasts > longest:
            what = dose.drug or "the action"
            message = f"{what} goes on for {dose.duration.text} from day {day} of a cycle of {length.text}"
            yield Problem(message, leaf.path, dose.duration.text, f"at most {length.text}")
