"""Periods by the calendar: a year has 365 or 366 days, never a mean number of them."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import ceil

from dosetrace.units import DAY, Amount, Unit

MONTH = Unit("mo")
_STARTS = tuple(date(2001, 1, 1) + timedelta(days=offset) for offset in range(4 * 365 + 1))
"""Every day of four years, one of them a leap year."""


@cache
def periods(bounds: Amount, length: Amount) -> tuple[int, int]:
    """How many periods of `length` begin within `bounds`: the fewest and the most over all starting days.

    The first begins on the first day. Three years hold 1,095 or 1,096 days and 157 weekly periods.
    """
    if _is_calendar(length) and _is_calendar(bounds):
        count = ceil(bounds.in_unit(MONTH).low / length.in_unit(MONTH).low)
        return count, count
    days = {(after(start, bounds) - start).days for start in _STARTS}
    steps = {(after(start, length) - start).days for start in _STARTS}
    return ceil(Fraction(min(days), max(steps))), ceil(Fraction(max(days), min(steps)))


def after(start: date, span: Amount) -> date:
    """The day `span` (days, weeks, months or years) after `start`; in a shorter month its last day."""
    if not _is_calendar(span):
        return start + timedelta(days=int(span.in_unit(DAY).low))
    months = start.month - 1 + int(span.in_unit(MONTH).low)
    year, month = start.year + months // 12, months % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(start.day, last))


def _is_calendar(span: Amount) -> bool:
    return span.unit.code in ("mo", "a")
