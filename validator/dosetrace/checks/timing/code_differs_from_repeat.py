"""The code of a Timing, such as BID or Q6H, and its text say what its structure says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from dosetrace.checks.shared.dosetexts import often as unlike
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping, words
from dosetrace.fhir.read.dosage import often
from dosetrace.fhir.read.dosages import Timed, timings
from dosetrace.fhir.read.timing import coded_per_day, rhythm_of
from dosetrace.findings import Level, Problem
from dosetrace.timeline import Dose
from dosetrace.units import DAY, Amount
from dosetrace.wording import times_within

LEVEL = Level.ERROR
WHY = "FHIR: the code is a complete statement of the timing, and a reader may use either the code or the data."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for timed in timings(subject.document):
        if "code" in timed.value and "period" in timed.repeat:
            yield from _code(timed)
            text = words(mapping(timed.value.get("code")).get("text"))
            for said, coded in unlike(text, often(Dose("", None), timed.repeat)) if text else ():
                message = f'the text of the code says {said}, the structure says {coded}: "{text}"'
                yield Problem(message, (*timed.path, "code", "text"), said, coded)


def _code(timed: Timed) -> Iterator[Problem]:
    coded, rhythm = coded_per_day(timed.value), rhythm_of(timed.repeat)
    if coded is None or rhythm is None or "dayOfWeek" in timed.repeat:
        return
    code, rate = coded
    if not rhythm.least_per_day <= rate <= rhythm.most_per_day:
        found, expected = _shown(rhythm.least_per_day), _shown(rate)
        message = f"the code {code} means {expected}, the structure says {found}"
        yield Problem(message, (*timed.path, "code"), f"{code}: {expected}", found)


def _shown(rate: Fraction) -> str:
    """So many times in so many days: twice a day, every 2 days."""
    days = Decimal(rate.denominator)
    return times_within(rate.numerator, Amount(days, days, DAY))
