"""One number and where it is said to come from: what a protocol and a bundle have in common for the checks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dosetrace.findings import Path
from dosetrace.timeline import Quote, cycles_text
from dosetrace.units import Amount


class Kind(StrEnum):
    """What a fact is about; its value has the type named here."""

    DOSE = "dose"  # Amount per administration
    DAILY_DOSE = "daily dose"  # Amount per day
    DAYS = "days of the cycle"  # tuple of int
    EVERY = "interval"  # Amount of time
    TIMES = "number of times a day"  # int
    COUNT = "number of doses"  # int
    CYCLES = "cycle numbers"  # tuple of int
    AT_MOST = "largest number of cycles"  # int
    CYCLE_COUNT = "number of cycles"  # int
    LENGTH = "cycle length"  # Amount of time
    BOUNDS = "time the treatment goes on"  # Amount of time
    DURATION = "duration"  # Amount of time
    TOTAL = "stated total"  # Amount
    THRESHOLD = "threshold"  # Threshold
    ROUTE = "route"  # str
    DRUG = "drug"  # str
    WORDS = "statement"  # str: nothing but its words
    OURS = "worked-out number"  # str of a decimal: offsets and counts, always derived


@dataclass(frozen=True, slots=True)
class Threshold:
    """A comparison such as `>= 20 %`: a relation and an amount; a range has two of them."""

    relation: str
    amount: Amount

    def __str__(self) -> str:
        return f"{self.relation} {self.amount}"

    @property
    def text(self) -> str:
        """For people: `>= 18 years`, a bare number without its unit `1`."""
        return f"{self.relation} {self.amount.figures if self.amount.unit.code == '1' else value_text(self.amount)}"


Value = Amount | tuple[int, ...] | int | str | Threshold


@dataclass(frozen=True, slots=True)
class Fact:
    """A value, the words it came from, and how it was derived where the words do not say it themselves."""

    kind: Kind
    value: Value
    path: Path
    quotes: tuple[Quote, ...] = ()
    derived: str | None = None
    group: str = ""
    """Facts of one group and quote belong together: the days of one drug in one cycle, say."""

    @property
    def statement(self) -> str:
        """What it says, as a message begins: `the cycle length is 21 days`, `the cycle numbers are 2 and 3`."""
        return f"the {self.kind} {'are' if self.kind in _PLURAL else 'is'} {value_text(self.value)}"

    @property
    def text(self) -> str:
        """The value as it is written in files, its unit as a code: `21 d`."""
        return ", ".join(map(str, self.value)) if isinstance(self.value, tuple) else str(self.value)


_PLURAL = (Kind.DAYS, Kind.CYCLES)


def value_text(value: Value) -> str:
    """A value as a message names it: a time in words (`21 days`), a dose with its code, each of several numbers."""
    if isinstance(value, Threshold):
        return value.text
    if isinstance(value, Amount):
        return value.text if value.unit.is_time else str(value)
    return cycles_text(value) if isinstance(value, tuple) else str(value)
