"""Claims in the making."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from dosetrace.reader.claims import SINGLE
from dosetrace.reader.terms import Doubt, Kind, Term
from dosetrace.units import Amount

TIMING = frozenset({
    Kind.DAYS, Kind.FROM_DAY, Kind.EVERY_HOURS, Kind.EVERY, Kind.TIMES, Kind.TIMES_A_WEEK, Kind.DURATION, Kind.CYCLES,
    Kind.FROM_CYCLE, Kind.COUNT,
})  # fmt: skip
"""What says when a dose is given."""


@dataclass(slots=True)
class Draft:
    """A claim in the making: the terms behind each of its fields."""

    drug: str
    drug_term: Term
    dose: Amount | None
    dose_term: Term | None
    depth: int
    at: int
    """The place of its dose among the terms, -1 where it has none."""
    fields: dict[Kind, Term] = field(default_factory=dict)
    led: set[Kind] = field(default_factory=set)
    """Fields taken from words before the dose, which words behind it replace."""
    per: str = "administration"
    total: bool = False
    cap: Term | None = None
    bounds: Term | None = None
    length: Term | None = None
    most_cycles: Term | None = None
    doubt: Doubt | None = None
    group: int = 0
    """Doses of one list have one number."""
    values: dict[Kind, Any] = field(default_factory=dict)
    """Values that differ from those of the terms, after pairing and cutting."""

    def value(self, kind: Kind) -> Any:
        """The value of a field, None where it has none."""
        if kind in self.values:
            return self.values[kind]
        return self.fields[kind].value if kind in self.fields else None

    @property
    def sum(self) -> bool:
        """Whether it is a total or an amount per cycle or week, which has no days of its own."""
        return self.total or self.per not in SINGLE

    def own(self, kind: Kind) -> bool:
        """Whether words behind the dose said it."""
        return kind in self.fields and kind not in self.led

    @property
    def untimed(self) -> bool:
        """Whether no words behind the dose said when it is given."""
        return all(kind in self.led or kind not in TIMING for kind in self.fields)

    @property
    def timed(self) -> bool:
        """Whether it is said when the dose is given, be it by an amount per day."""
        return self.per == "day" or not self.untimed

    @property
    def per_day_by_unit(self) -> bool:
        """Whether the amount is per day by its unit, not by the word "daily"."""
        return self.dose_term is not None and self.dose_term.value.per == "day"

    def take(self, term: Term, led: bool = False) -> None:
        """Takes a term as the field of its kind."""
        self.fields[term.kind] = term
        self.values.pop(term.kind, None)
        if led:
            self.led.add(term.kind)
        else:
            self.led.discard(term.kind)

    def take_value(self, term: Term, value: object) -> None:
        """Takes a term with a part of its value."""
        self.take(term)
        self.values[term.kind] = value

    def without(self, kinds: Iterable[Kind]) -> dict[Kind, Term]:
        """The fields but those of some kinds."""
        return {kind: term for kind, term in self.fields.items() if kind not in kinds}

    def at_other_times(self) -> Draft:
        """The same dose, to be given at times that follow."""
        return replace(self, fields=self.without({*TIMING, Kind.CONDITION}), led=set(), values={})

    def in_other_cycles(self, days: Term) -> Draft:
        """The same dose on other days of other cycles."""
        fields = self.without((Kind.CYCLES, Kind.FROM_CYCLE, Kind.DAYS))
        return replace(self, fields={**fields, Kind.DAYS: days}, led=set(self.led), values={})


@dataclass(frozen=True, slots=True)
class Attached:
    """The drafts of one sentence, the terms that nothing took, and what is said of the course as a whole."""

    drafts: tuple[Draft, ...]
    unread: tuple[tuple[Term, str], ...]
    course: tuple[Term, ...]


def days_of(value: Iterable[Iterable[int]]) -> tuple[int, ...]:
    """The days of a list in order, each once."""
    return tuple(sorted({day for item in value for day in item}))


def drugs_in(terms: Iterable[Term]) -> Iterator[str]:
    """The drugs a sentence names."""
    return (term.value for term in terms if term.kind is Kind.DRUG)
