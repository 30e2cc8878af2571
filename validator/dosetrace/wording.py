"""Doses and times in the words that people read, by ISMP style: no trailing zero, no abbreviated microgram."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dosetrace.timeline import Dose, cycles_text
from dosetrace.units import Amount

_TIMES = {1: "once a day", 2: "twice a day", 3: "three times a day", 4: "four times a day"}
_PERIODS = {"h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}


def dose_text(dose: Dose) -> str:
    """`150 mg/m² every 12 hours`, `50 mg per day for 5 days, every month`; without drug, days and route."""
    if dose.every is not None and dose.duration is not None:
        return f"{amount_text(dose)} {stretch_text(dose)}, {times_text(dose)}"
    parts = [amount_text(dose), times_text(dose), stretch_text(dose)]
    return " ".join(part for part in parts if part)


def amount_text(dose: Dose) -> str:
    """The amount alone, with "per day" where the source states it so."""
    if dose.amount is None:
        return "dose not stated"
    return dose.amount.text + (" per day" if dose.per == "day" else "")


def times_text(dose: Dose) -> str:
    """How often: `every 12 hours`, `twice a day`, `every month`, `12 doses`."""
    count = ("once" if dose.count == 1 else f"{dose.count} doses") if dose.count else ""
    often = ""
    if dose.every_hours:
        often = every_hours_text(dose.every_hours)
    elif dose.times_per_day:
        often = times_a_day(dose.times_per_day)
    elif dose.every is not None:
        often = every_text(dose.every)
    return ", ".join(part for part in (often, count) if part)


def times_a_day(times: int) -> str:
    """`once a day`, `twice a day`, `6 times a day`."""
    return _TIMES.get(times, f"{times} times a day")


def every_text(interval: Amount) -> str:
    """`every week`, `every 12 hours`, `every 4 to 6 weeks`."""
    return f"every {_single(interval) or interval.text}"


def every_hours_text(hours: int) -> str:
    """`every hour`, `every 12 hours`."""
    return "every hour" if hours == 1 else f"every {hours} hours"


def times_within(times: int, period: Amount) -> str:
    """So many times in a period: `every 12 hours`, `twice a day`, `3 times in 2 weeks`."""
    if times == 1:
        return every_text(period)
    within = within_text(period)
    return times_a_day(times) if within == "a day" else f"{repeated(times)} {within}"


def within_text(period: Amount) -> str:
    """The time for which an amount or a number holds: `a day`, `in 24 hours`."""
    single = _single(period)
    return f"in {period.text}" if single is None else f"{'an' if single == 'hour' else 'a'} {single}"


def _single(period: Amount) -> str | None:
    """The name of a period of one day, one week and so on."""
    return _PERIODS.get(period.unit.code) if period.low == period.high == 1 else None


def field_text(field: str, value: object) -> str:
    """What a Dose or a Block has in one of its fields, so that it can be read alone: `days 1 and 8`, `for 5 days`."""
    if value is None:
        return f"no {_NAMES.get(field) or field.replace('_', ' ')}"
    return _FIELDS.get(field, str)(value)


_NAMES = {
    "amount": "dose",
    "at_most": "largest number of cycles",
    "bounds": "time it goes on",
    "count": "number of doses",
    "duration": "number of days",
    "every": "interval",
    "every_hours": "interval",
    "length": "cycle length",
    "max_cycles": "largest number of cycles",
    "times_per_day": "number of times a day",
    "when": "condition",
}


_FIELDS: dict[str, Callable[[Any], str]] = {
    "per": lambda per: f"per {per}",
    "days": lambda days: numbered("day", days),
    "cycles": lambda cycles: numbered("cycle", cycles),
    "cycle_length": lambda length: f"a cycle of {length.text}",
    "length": lambda length: f"a cycle of {length.text}",
    "at_most": lambda cycles: f"at most {counted(cycles, 'cycle')}",
    "max_cycles": lambda cycles: f"at most {counted(cycles, 'cycle')}",
    "every_hours": every_hours_text,
    "times_per_day": times_a_day,
    "count": lambda count: counted(count, "dose"),
    "every": every_text,
    "infusion": lambda time: f"an infusion over {time.text}",
    "duration": lambda time: f"for {time.text}",
    "bounds": lambda time: f"for {time.text}",
    "continuous": lambda yes: "continuously" if yes else "not continuously",
    "limited": lambda yes: "only an upper limit" if yes else "a number, not only an upper limit",
    "quotes": lambda quotes: ", ".join(f'"{quote.text}"' for quote in quotes) or "no quotes",
}


def numbered(thing: str, numbers: Iterable[int]) -> str:
    """`day 1`, `days 1 and 8`, `cycles 1 to 4`."""
    several = tuple(numbers)
    return f"{thing}{'' if len(several) == 1 else 's'} {cycles_text(several)}"


def repeated(times: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(times, f"{times} times")


def counted(number: int, thing: str) -> str:
    """`1 time`, `2 times`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def stretch_text(dose: Dose) -> str:
    """How long: `over 28 days, continuously`, `for 5 days`, `over 3 hours`."""
    if dose.continuous:
        return f"over {dose.duration.text}, continuously" if dose.duration else "continuously"
    parts = [
        f"over {dose.infusion.text}" if dose.infusion else "",
        f"for {dose.duration.text}" if dose.duration else "",
    ]
    return " ".join(part for part in parts if part)
