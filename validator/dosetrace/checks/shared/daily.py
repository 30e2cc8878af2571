"""What a text and a coded rate make of a day: for the check of dosage texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from dosetrace.checks.shared.dosetexts import comparable, frequencies, in_days
from dosetrace.fhir.read.document import Json
from dosetrace.fhir.read.dosage import measured_rate
from dosetrace.fhir.read.dosages import DOSES, RATES, Written
from dosetrace.reader.phrases import days, infusions, intervals, ordered_doses
from dosetrace.units import Amount, as_decimal, rounded

_IN_PARTS = re.compile(r"total|divid|split|daily.dose|loading|bolus|then\b|increas|reduc|titrat", re.IGNORECASE)
"""Words that say that the amount is not that of one administration, or not the only one."""
_ROUNDED = Fraction(1, 50)
"""By how much a rate may differ by rounding: 110 mg a day is 4.58 mg/h, which is 109.92 mg a day."""


def per_day(text: str, one: Written) -> Iterator[tuple[str, str]]:
    """What the text gives in a day and what the coded rate does, where a rate is all that is coded."""
    rates = [rate for _, rate in one.rates]
    coded = _coded(rates[0], "duration" in one.repeat or bool(infusions(text))) if len(rates) == 1 else None
    said = _said(text) if coded is not None else None
    if coded is None or said is None or not comparable(said, coded):
        return
    if said.unit.family != coded.unit.family or _differs(said, coded.in_unit(said.unit)):
        yield f"{_shown(said)} per day", f"{_shown(coded)} per day"


def _coded(rate: Json, is_short: bool) -> Amount | None:
    """What a rate gives in a day; None where it is how fast a dose runs in, over hours or beside a dose."""
    if not any(name in rate for name in RATES) or any(name in rate for name in DOSES):
        return None
    found = measured_rate(rate)
    if found is None or (is_short and found[1] != 1):
        return None
    return _scaled(found[0], 1 / found[1])


def _said(text: str) -> Amount | None:
    """The one amount of a text as that of a day, where it says so or says how often."""
    found = ordered_doses(text)
    if len(found) != 1 or _IN_PARTS.search(text) or (days(text) and not found[0].per_day):
        return None
    often = _often(text)
    if found[0].per_day:
        return found[0].amount if not often else None
    return _scaled(found[0].amount, often[0]) if len(often) == 1 else None


def _often(text: str) -> list[Fraction]:
    """Every number of times a day that a text states."""
    exact = [length for length in intervals(text) if not length.is_range and length.unit.code in ("d", "wk")]
    return [rate for _, rate in frequencies(text)] + [1 / in_days(length)[0] for length in exact if length.low > 0]


def _scaled(amount: Amount, factor: Fraction) -> Amount:
    low, high = (Fraction(end) * factor for end in (amount.low, amount.high))
    return Amount(as_decimal(low), as_decimal(high), amount.unit)


def _differs(said: Amount, coded: Amount) -> bool:
    pairs = ((said.low, coded.low), (said.high, coded.high))
    return any(abs(Fraction(one) - Fraction(other)) > _ROUNDED * abs(Fraction(one)) for one, other in pairs)


def _shown(amount: Amount) -> str:
    ends = dict.fromkeys((rounded(amount.low), rounded(amount.high)))
    return f"{' to '.join(ends)} {amount.unit}"
