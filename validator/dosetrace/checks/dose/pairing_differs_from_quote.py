"""Where the words pair doses with days by "respectively", each day has its own dose."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.places import place_of_day
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import days_in_order, doses
from dosetrace.timeline import Dose
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = "Two doses of one drug that change places leave every sum as it was."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    schedule = subject.schedule
    for block in schedule.blocks if schedule else ():
        for dose in block.doses:
            for day, expected in _pairs(dose):
                if dose.amount is not None and day in (dose.days or ()) and not dose.amount.equals(expected):
                    message = f"{dose.drug} on day {day} is {dose.amount}, the words say {expected}"
                    path = place_of_day(subject, dose, day)
                    yield Problem(message, path, str(dose.amount), str(expected), subject.sentence(dose.quotes))


def _pairs(dose: Dose) -> Iterator[tuple[int, Amount]]:
    for quote in dose.quotes:
        days, amounts = days_in_order(quote.text), [phrase.amount for phrase in doses(quote.text)]
        if len(days) == len(amounts) and len(days) > 1:
            yield from zip(days, amounts, strict=True)
