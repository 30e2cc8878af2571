"""What a text says of a dose and the structure does not: for the checks of titles and dosage texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.reader.phrases import doses, times_per_day
from dosetrace.schedule import Dose

_EVERY = re.compile(r"\bevery (\d{1,9}) h(?:ours?)?\b")
_DOSES = re.compile(r"\b(\d{1,9}) doses\b")
_STRETCH = re.compile(r"\b(?:for|over) (\d{1,9}) days?\b")


def contradictions(text: str, dose: Dose) -> Iterator[tuple[str, str]]:
    """(what the text says, what is coded) for every amount, interval, number and stretch that both state."""
    for said in doses(text):
        if dose.amount is None:
            yield str(said.amount), "no dose"
        elif not said.amount.equals(dose.amount):
            yield str(said.amount), str(dose.amount)
    yield from _numbers(_EVERY, text, dose.every_hours, "every {0} h")
    yield from _numbers(_DOSES, text, dose.count, "{0} doses")
    days = dose.duration if dose.duration is not None and dose.duration.unit.code == "d" else None
    yield from _numbers(_STRETCH, text, int(days.low) if days is not None else None, "{0} days")
    for often in times_per_day(text):
        if dose.times_per_day not in (None, often):
            yield f"{often} times a day", f"{dose.times_per_day} times a day"


def _numbers(pattern: re.Pattern[str], text: str, coded: int | None, words: str) -> Iterator[tuple[str, str]]:
    for number in pattern.findall(text):
        if coded is not None and int(number) != coded:
            yield words.format(number), words.format(coded)
