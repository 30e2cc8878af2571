"""No dose of a drug is ten times its next smaller dose in the same plan or for the same patient."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from dosetrace.checks.shared.levels import Level as Leveled
from dosetrace.checks.shared.levels import levels_of
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem
from dosetrace.units import rounded

LEVEL = Level.WARNING
WHY = "A misplaced decimal point makes a dose ten or a hundred times what it was; the drug's other doses tell."
JUDGES = (Fhir,)

_TENFOLD = 10


def check(subject: Fhir) -> Iterator[Problem]:
    for levels in levels_of(subject):
        for lower, higher in pairwise(levels):
            small, large = lower.amount, higher.amount.in_unit(lower.amount.unit)
            if 0 < small.low * _TENFOLD <= large.low and not _is_made_up_by_times(lower, higher):
                times = rounded(large.low / small.low)
                message = f"{higher.drug} is {higher.amount} here and {small} elsewhere: {times} times as much"
                expected = f"less than {_TENFOLD} times {small}"
                yield Problem(message, higher.path, str(higher.amount), expected, related=(lower.path,))


def _is_made_up_by_times(lower: Leveled, higher: Leveled) -> bool:
    """Whether a day gets less than tenfold: 50,000 units once a week is seven times 1,000 units a day."""
    if lower.rate is None or higher.rate is None:
        return False
    large, small = higher.amount.in_unit(lower.amount.unit), lower.amount
    return Fraction(large.low) * higher.rate.least < _TENFOLD * Fraction(small.low) * lower.rate.most
