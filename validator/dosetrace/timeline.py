"""Cycles and days to doses and totals. Pure arithmetic: no input or output, no FHIR, no YAML.

A schedule is what formats of every kind print and what the three readings (protocol, R4, R5) are compared by.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from dosetrace.units import DAY, Amount

RESPONSE_REACHED, RESPONSE_MISSING = " achieved", " not achieved"
"""How the conditions of blocks that follow a response end."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The words a value came from, the id of their source, and their offset in the extract (code points)."""

    source: str
    text: str
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Dose:
    """One drug at one dose level in every cycle of a block.

    `amount` is what the text states, per administration or per day; None where it is not stated. `days` are days
    of the cycle from 1; None where none is stated. `every` is an interval of weeks or months, `count` a stated
    number of administrations in a cycle. `infusion` is the length of one administration, `duration` a stretch of
    days. `when` says under what condition it is given.
    """

    drug: str
    amount: Amount | None
    per: str = "administration"
    rxnorm: str | None = None
    days: tuple[int, ...] | None = None
    times_per_day: int | None = None
    every_hours: int | None = None
    every: Amount | None = None
    count: int | None = None
    continuous: bool = False
    infusion: Amount | None = None
    duration: Amount | None = None
    route: str | None = None
    when: str | None = None
    quotes: tuple[Quote, ...] = ()

    def administrations(self, length: Amount | None) -> int | None:
        """How many are given in one cycle of this length, where that follows from the text."""
        if self.count is not None:
            return self.count
        if self.per == "day" and self._per_day is None:
            return None
        if self.days is not None:
            return None if self._daily is None else len(self.days) * self._daily
        return self._without_days(length)

    @property
    def _per_day(self) -> int | None:
        """Administrations a day, where the text says so."""
        if self.every_hours:
            return 24 // self.every_hours if 24 % self.every_hours == 0 else None
        return self.times_per_day

    @property
    def _daily(self) -> int | None:
        """Administrations on a day of administration: one where the text names days and no interval."""
        return self._per_day if self.every_hours or self.times_per_day else 1

    def _without_days(self, length: Amount | None) -> int | None:
        if length is None or length.is_range:
            return None
        if self.every is not None:
            return 1 if self.every.equals(length) else None
        one_day = length.equals(Amount(Decimal(1), Decimal(1), DAY))
        return self._per_day if one_day else None

    def per_day(self) -> Amount | None:
        """What a day of administration adds up to; None where it cannot be known from the text."""
        if self.amount is None or self.continuous:
            return None
        if self.per == "day":
            return self.amount
        known = self._daily if self.days is not None else self._per_day
        return None if known is None else self.amount.times(known)

    def per_cycle(self, length: Amount | None) -> Amount | None:
        """What one cycle of this length adds up to; None where it cannot be known from the text."""
        if self.amount is None:
            return None
        times = self._days_given(length) if self.per == "day" else self.administrations(length)
        return None if times is None else self.amount.times(times)

    def _days_given(self, length: Amount | None) -> int | None:
        if self.days is not None:
            return len(self.days)
        once = self.every is None or (length is not None and self.every.equals(length))
        if self.duration is None or self.duration.is_range or not once:
            return None
        if self.duration.unit.dimension != DAY.dimension:
            return None
        return int(self.duration.in_unit(DAY).low)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the course in which every cycle has the same doses.

    `cycles` are cycle numbers from 1, None where the block goes on for a time (`bounds`). `at_most` is the highest
    number of cycles of the course. `limited` says that the source gives only an upper limit. `option` names the
    branch of a `choice` the block belongs to; blocks with the same choice and another option exclude each other.
    """

    id: str
    title: str
    doses: tuple[Dose, ...]
    cycles: tuple[int, ...] | None = None
    at_most: int | None = None
    length: Amount | None = None
    bounds: Amount | None = None
    when: str | None = None
    limited: bool = False
    protocol: str | None = None
    choice: str | None = None
    option: str | None = None

    @property
    def is_daily(self) -> bool:
        """Whether its cycle is a day: what names no day is given every day."""
        return self.length is not None and str(self.length) == "1 d"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the source of a protocol does not state; `about` is a drug, or None for the regimen."""

    fact: str
    about: str | None = None
    protocol: str | None = None

    @property
    def text(self) -> str:
        return f"{self.about}: {self.fact}" if self.about else self.fact

    @property
    def order(self) -> tuple[str, str, str]:
        return (self.protocol or "", self.about or "", self.fact)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A whole course: its blocks in order, and what is not stated."""

    target: str
    blocks: tuple[Block, ...]
    gaps: tuple[Gap, ...] = ()

    @property
    def drugs(self) -> tuple[str, ...]:
        """The drugs it gives, in the order of the course."""
        return tuple(dict.fromkeys(dose.drug for block in self.blocks for dose in block.doses))


def cycles_text(cycles: tuple[int, ...]) -> str:
    """`(1, 2, 3, 5)` as people write it: `1 to 3 and 5`."""
    runs: list[list[int]] = []
    for number in cycles:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [part for run in runs for part in _run_text(run)]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _run_text(run: list[int]) -> list[str]:
    return [str(n) for n in run] if len(run) < 3 else [f"{run[0]} to {run[-1]}"]


def alternatives(block: Block) -> tuple[Dose, ...]:
    """The doses of a block of which exactly one is given: of one drug, on the same days, under conditions."""
    return tuple(dose for dose in block.doses if any(_excludes(dose, other) for other in block.doses))


def _excludes(dose: Dose, other: Dose) -> bool:
    together = set(dose.days or (0,)) & set(other.days or (0,))
    return other is not dose and dose.drug == other.drug and dose.when != other.when and bool(together)


def option_title(title: str, within: str | None) -> str:
    """How an option is called; of a choice inside a choice with the title of the inner one before it."""
    return f"{within}: {title}" if within else title


def merged(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Stretches of cycles with the same doses as one block each, named by their cycles where they have no name.

    `at_most` becomes the highest cycle number of all of them.
    """
    groups: dict[Block, list[Block]] = {}
    for block in blocks:
        alike = replace(block, cycles=None, doses=_ordered(block.doses, quotes=False))
        groups.setdefault(alike, []).append(block)
    highest = max((n for group in groups.values() for block in group for n in block.cycles or ()), default=None)
    return tuple(_named(group, highest) for group in groups.values())


def _named(group: list[Block], highest: int | None) -> Block:
    first = group[0]
    doses = _ordered(first.doses, quotes=True)
    if first.cycles is None:
        return replace(first, doses=doses)
    cycles = tuple(sorted({n for block in group for n in block.cycles or ()}))
    text = cycles_text(cycles)
    word = "Cycle" if len(cycles) == 1 else "Cycles"
    name = f"{word} {text}".lower().replace(",", "").replace(" ", "-")
    return replace(
        first,
        id=first.id or name,
        title=first.title or f"{word} {text}",
        cycles=cycles,
        at_most=highest,
        doses=doses,
    )


def _ordered(doses: tuple[Dose, ...], *, quotes: bool) -> tuple[Dose, ...]:
    kept = doses if quotes else tuple(replace(dose, quotes=()) for dose in doses)
    return tuple(sorted(kept, key=_place))


def _place(dose: Dose) -> tuple[bool, tuple[int, ...], str, bool, Decimal, Decimal, str]:
    """By first day, then drug, the larger dose of a drug first."""
    high, low = (-dose.amount.high, -dose.amount.low) if dose.amount else (Decimal(0), Decimal(0))
    return (dose.days is None, dose.days or (), dose.drug, dose.amount is None, high, low, dose.when or "")
