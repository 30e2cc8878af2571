"""Doses in the words that people read, by ISMP style: no trailing zero, no abbreviated microgram."""

from __future__ import annotations

from dosetrace.timeline import Dose

_TIMES = {1: "once a day", 2: "twice a day", 3: "three times a day", 4: "four times a day"}
_EVERY = {"wk": "every week", "mo": "every month", "d": "every day", "a": "every year"}


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
        often = f"every {dose.every_hours} hours"
    elif dose.times_per_day:
        often = _TIMES.get(dose.times_per_day, f"{dose.times_per_day} times a day")
    elif dose.every is not None:
        single = dose.every.low == 1 and not dose.every.is_range
        often = _EVERY.get(dose.every.unit.code, "") if single else ""
        often = often or f"every {dose.every.text}"
    return ", ".join(part for part in (often, count) if part)


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
