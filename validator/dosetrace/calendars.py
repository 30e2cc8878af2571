"""Periods by the calendar: a year has 365 or 366 days, never a mean number of them."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import ceil, floor

from dosetrace.units import DAY, Amount, Unit

MONTH = Unit("mo")
_MOST = {"d": 43_800, "wk": 6_240, "mo": 1_440, "a": 120}
_STARTS = tuple(date(2001, 1, 1) + timedelta(days=offset) for offset in range(4 * 365 + 1))
"""Every day of four years, one of them a leap year."""


@cache
def periods(bounds: Amount, length: Amount) -> tuple[int, int] | None:
    """How many periods of `length` fall into `bounds`: the whole ones of the shortest, the begun ones of the longest.

    Three years hold 1,095 or 1,096 days and 156 or 157 weekly doses, by the day of the first. None for what cannot be
    counted so: a length under a day, or more than a human life.
    """
    if not (_countable(bounds) and _countable(length)):
        return None
    if _is_calendar(length) and _is_calendar(bounds):
        months = bounds.in_unit(MONTH).low / length.in_unit(MONTH).low
        return floor(months), ceil(months)
    days, steps = _days(bounds), _days(length)
    return floor(Fraction(min(days), max(steps))), ceil(Fraction(max(days), min(steps)))


def after(start: date, span: Amount) -> date:
    """The day `span` (days, weeks, months or years) after `start`; in a shorter month its last day."""
    if not _is_calendar(span):
        return start + timedelta(days=int(span.in_unit(DAY).low))
    return _months_after(start, int(span.in_unit(MONTH).low))


def _days(span: Amount) -> set[int]:
    """How many days a span may have, by the day it begins on."""
    if not _is_calendar(span):
        return {int(span.in_unit(DAY).low)}
    months = int(span.in_unit(MONTH).low)
    return {(_months_after(start, months) - start).days for start in _STARTS}


def _months_after(start: date, count: int) -> date:
    months = start.month - 1 + count
    year, month = start.year + months // 12, months % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(start.day, last))


def _countable(span: Amount) -> bool:
    most = _MOST.get(span.unit.code, 0)
    return 1 <= span.low <= most and span.low == span.low.to_integral_value()


def _is_calendar(span: Amount) -> bool:
    return span.unit.code in ("mo", "a")
