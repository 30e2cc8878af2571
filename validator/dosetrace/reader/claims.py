"""What the reader finds: claims, and what it could not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dosetrace.units import Amount

Span = tuple[int, int]
SINGLE = ("administration", "day")
"""What a dose is stated per that is no sum."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One drug at one dose, as the words state it; None is what they do not state.

    `per` is what the dose is stated per: administration, day, cycle, week, month or course. `every` is an interval of
    days or longer, `infusion` the length of one administration, `duration` how long it goes on, `bounds` the time
    around that ("1 year of monthly … for 5 days"). `cycles` are the numbers named, `from_cycle` the first of an open
    row. `spans` lead from a field to its words, in code points of the text that was read; two claims are equal where
    they say the same, wherever they stand.
    """

    drug: str
    drug_text: str = field(compare=False)
    dose: Amount | None
    per: str = "administration"
    times_per_day: int | None = None
    times_per_week: int | None = None
    every_hours: int | None = None
    every: Amount | None = None
    infusion: Amount | None = None
    continuous: bool = False
    route: str | None = None
    days: tuple[int, ...] | None = None
    from_day: int | None = None
    cycles: tuple[int, ...] | None = None
    from_cycle: int | None = None
    cycle_length: Amount | None = None
    max_cycles: int | None = None
    duration: Amount | None = None
    bounds: Amount | None = None
    count: int | None = None
    max_dose: Amount | None = None
    condition: str | None = None
    why_unsure: str | None = None
    other_reading: Mapping[str, object] | None = field(default=None, compare=False)
    spans: Mapping[str, Span] = field(default_factory=dict, compare=False)

    @property
    def sum(self) -> bool:
        """Whether it is a total, or an amount per cycle or week: no single dose."""
        return self.per not in SINGLE

    @property
    def sure(self) -> bool:
        return self.why_unsure is None


@dataclass(frozen=True, slots=True)
class Unread:
    """Words that look like dosing and were not understood."""

    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All claims of a text, in its order, and what was left unread."""

    claims: tuple[Claim, ...]
    unread: tuple[Unread, ...]
