"""An amount of a whole day is not given again at each time of the day."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from dosetrace.checks.shared import planned
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosages import written
from dosetrace.fhir.read.timing import rhythm_of
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import divided
from dosetrace.wording import times_a_day

LEVEL = Level.ERROR
WHY = "An amount per day taken for the single dose is multiplied by the times a day."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        rhythm = rhythm_of(one.repeat)
        if rhythm is None or rhythm.least_per_day < 2:
            continue
        for whole in dict.fromkeys(divided(one.text)):
            for path, dose in planned.doses(one):
                if dose.equals(whole):
                    times = rhythm.within(Fraction(1))
                    day = dose.times(times)
                    message = f'{dose} {times_a_day(times)} is {day}, the text says {whole} for the day: "{one.text}"'
                    yield Problem(message, path, f"{day} a day", f"{whole} a day")
