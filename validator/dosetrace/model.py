"""A regimen as frozen values, each with the words it came from.

Knows nothing of YAML or FHIR: `protocol` makes it, `fhir.write` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from dosetrace.facts import Fact, Threshold
from dosetrace.timeline import Gap, Quote
from dosetrace.units import Amount

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Quoted(Generic[T]):
    """A value with the words it came from, or how it was derived."""

    value: T
    quotes: tuple[Quote, ...] = ()
    derived: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """Under what condition something is given.

    `kind` is `response`, `cd20`, `age` or `judgement`; `text` is what people read; `thresholds` what a computer
    compares. `from_cycle` is the first cycle in which a response can have been reached.
    """

    kind: str
    text: str
    thresholds: tuple[Threshold, ...] = ()
    quotes: tuple[Quote, ...] = ()
    derived: str | None = None


@dataclass(frozen=True, slots=True)
class Give:
    """One drug at one dose level: what, how much, when, with the quotes that say so.

    `derived` tells for a field (`per`, `cycles`) how it follows where no quote states it.
    """

    drug: str
    quotes: tuple[Quote, ...]
    amount: Amount | None = None
    per: str = "administration"
    days: tuple[int, ...] | None = None
    every_hours: int | None = None
    every: Amount | None = None
    times_per_day: int | None = None
    count: int | None = None
    continuous: bool = False
    infusion: Amount | None = None
    duration: Amount | None = None
    route: Quoted[str] | None = None
    when: Condition | None = None
    cycles: tuple[int, ...] | None = None
    derived: tuple[tuple[str, str], ...] = ()

    def derivation(self, field: str) -> str | None:
        return dict(self.derived).get(field)


@dataclass(frozen=True, slots=True)
class Cycles:
    """In which cycles a phase runs; `at_most` where the source only limits their number."""

    numbers: tuple[int, ...]
    at_most: bool
    quoted: Quoted[int | tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A sum that the source itself states, for one drug per cycle or over the course."""

    drug: str
    amount: Amount
    per: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Phase:
    """What one or more sentences say is given over a stretch of cycles, or for a time (`bounds`)."""

    gives: tuple[Give, ...]
    id: str = ""
    title: str = ""
    cycles: Cycles | None = None
    length: Quoted[Amount] | None = None
    bounds: Quoted[Amount] | None = None
    when: Condition | None = None
    totals: tuple[StatedTotal, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of the options: ids of protocols, or of other parts of the same course."""

    id: str
    title: str
    options: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Sequence:
    """One step after the other: ids of protocols, or of other parts of the same course."""

    id: str
    title: str
    steps: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Population:
    """Whom the source treated with it."""

    fact: str
    text: str
    quotes: tuple[Quote, ...]
    threshold: Threshold | None = None
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the source says of the treatment that is no dose."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A sentence that can be read in more than one way: our reading, the other one, and why."""

    about: str
    we_read: str
    because: str
    could_mean: str | None = None


@dataclass(frozen=True, slots=True)
class DeclaredGap:
    """Something looked for in the named sources and not found there."""

    gap: Gap
    looked_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """The sentences of one source that a regimen uses, one below the other."""

    source: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.sentences) + "\n"


@dataclass(frozen=True, slots=True)
class Regimen:
    """A whole protocol. It has phases of its own, or is composed of others by `course` (the first part is the root)."""

    id: str
    version: str
    date: str
    title: str
    extracts: tuple[Extract, ...]
    trial: str | None = None
    phases: tuple[Phase, ...] = ()
    course: tuple[Choice | Sequence, ...] = ()
    population: tuple[Population, ...] = ()
    cycles_in_all: Quoted[int] | None = None
    remarks: tuple[Remark, ...] = ()
    gaps: tuple[DeclaredGap, ...] = ()
    decisions: tuple[Decision, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of the protocols a composed regimen consists of, in order."""
        own = {part.id for part in self.course}
        named = [step for part in self.course for step in members(part)]
        return tuple(dict.fromkeys(step for step in named if step not in own))

    @property
    def cycle_count(self) -> int:
        """The highest cycle number, 0 where it has no cycles."""
        return max((n for phase in self.phases if phase.cycles for n in phase.cycles.numbers), default=0)


def members(part: Choice | Sequence) -> tuple[str, ...]:
    """The options of a choice, the steps of a sequence."""
    return part.options if isinstance(part, Choice) else part.steps
