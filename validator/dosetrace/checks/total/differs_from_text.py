"""The doses of a Dosage add up to the total that its text states."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared import planned
from dosetrace.checks.shared.dosetexts import STEP
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosages import Written, written
from dosetrace.fhir.read.timing import days_of, repetitions, rhythm_of
from dosetrace.findings import Level, Path, Problem
from dosetrace.reader.phrases import stretches, sums
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = "A total in the text is the one check of a dosage that comes from whoever wrote it."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        is_alone = "total" in one.text.lower() and not one.as_needed and not STEP.search(one.text)
        totals = sums(one.text) if is_alone else []
        doses = list(planned.doses(one)) if len(totals) == 1 else []
        for path, dose in doses if len(doses) == 1 else ():
            yield from _judge(one, path, dose, totals[0])


def _judge(one: Written, path: Path, dose: Amount, total: tuple[Amount, str]) -> Iterator[Problem]:
    """A total that is the dose itself may be meant so: 1.4 mg/m2, total dose 2 mg."""
    stated, per = total
    times = _a_day(one) if per == "day" else _in_all(one) if per in ("administration", "course") else None
    if times is None or dose.unit.family != stated.unit.family or dose.equals(stated):
        return
    whole = dose.times(times)
    if not whole.equals(stated):
        message = f'{times} times {dose} is {whole}, the text says {stated} in total: "{one.text}"'
        yield Problem(message, path, str(whole), str(stated))


def _a_day(one: Written) -> int | None:
    rhythm = rhythm_of(one.repeat)
    rate = rhythm.least_per_day if rhythm is not None and rhythm.least_per_day == rhythm.most_per_day else None
    return int(rate) if rate is not None and rate.denominator == 1 else None


def _in_all(one: Written) -> int | None:
    """By the count or the bounds; where there are none, by the days that the text itself says."""
    least, most = repetitions(one.repeat)
    if least is not None:
        return least if least == most else None
    days = [days_of(length)[0] for length in stretches(one.text)]
    daily = _a_day(one)
    return daily * int(days[0]) if daily is not None and len(days) == 1 and days[0] is not None else None
