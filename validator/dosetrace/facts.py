"""One number and where it is said to come from: what a protocol and a bundle have in common for the checks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dosetrace.findings import Path
from dosetrace.timeline import Quote
from dosetrace.units import Amount


class Kind(StrEnum):
    """What a fact is about; its value has the type named here."""

    DOSE = "dose"  # Amount per administration
    DAILY_DOSE = "daily dose"  # Amount per day
    DAYS = "days of the cycle"  # tuple of int
    EVERY = "interval"  # Amount of time
    TIMES = "times a day"  # int
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
    OURS = "number of ours"  # str of a decimal: offsets and counts, always derived


@dataclass(frozen=True, slots=True)
class Threshold:
    """A comparison such as `>= 20 %`: a relation and an amount; a range has two of them."""

    relation: str
    amount: Amount

    def __str__(self) -> str:
        return f"{self.relation} {self.amount}"


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
    def text(self) -> str:
        return ", ".join(map(str, self.value)) if isinstance(self.value, tuple) else str(self.value)
