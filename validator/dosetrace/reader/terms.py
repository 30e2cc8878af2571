"""What the grammar finds in a sentence: terms with their place among the tokens, and the sentence that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from dosetrace.reader.tokens import Token
from dosetrace.units import Amount


class Kind(StrEnum):
    """What a term is; its value has the type named here."""

    DRUG = "drug"  # str, the name
    DOSE = "dose"  # Doses
    LIMIT = "limit"  # Doses behind a sign such as ≥: no dose
    DAYS = "days"  # tuple of tuples of int: each item of the list with its days written out
    FROM_DAY = "from_day"  # int
    CYCLES = "cycles"  # tuple of int
    FROM_CYCLE = "from_cycle"  # int, or None where the words are "in subsequent cycles"
    PARITY = "parity"  # str: odd or even
    CYCLE_LENGTH = "cycle_length"  # Amount
    MAX_CYCLES = "max_cycles"  # int
    EVERY_HOURS = "every_hours"  # int
    EVERY = "every"  # Amount
    TIMES = "times_per_day"  # int
    TIMES_A_WEEK = "times_per_week"  # int
    PER = "per"  # str
    INFUSION = "infusion"  # Amount
    CONTINUOUS = "continuous"  # None
    DURATION = "duration"  # Amount
    COUNT = "count"  # int
    ROUTE = "route"  # str
    CONDITION = "condition"  # str
    SAME_DAYS = "same days"  # None: the days of the drug before
    WEEKS = "weeks"  # tuple of int
    LARGEST = "largest"  # None: the dose beside it is a cap
    TOTAL = "total"  # None: the dose behind it is a sum
    CHANGE = "change"  # None: "reduced to", "escalated to"
    RECEIVED = "received"  # None: "median", the number behind it is an outcome
    RESPECTIVELY = "respectively"  # None
    EACH = "each"  # None
    DIVIDED = "divided"  # None
    THEN = "then"  # None
    LINK = "link"  # str: "," "and" "or" "+" "/"
    STOP = "stop"  # str: ";" ":" or a new line of a list
    OPEN = "("  # None
    CLOSE = ")"  # None


class Doubt(NamedTuple):
    """Why words have more than one reading, and the fields as they could be read too."""

    why: str
    other: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Doses:
    """One amount, or several that share their unit: `0.6 and 0.3 mg/m2`."""

    amounts: tuple[Amount, ...]
    per: str = "administration"
    link: str = ""
    """How they are joined: and, or, /."""
    times: int | None = None
    """`2 x 100 mg`."""
    doubt: Doubt | None = None
    every_hours: int | None = None
    """`1 g/m2/12 h`."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its tokens from `first` up to `last`, how many parentheses are open around it, and the stretch of the
    text that it was read from, by which it is found again outside its sentence."""

    kind: Kind
    value: Any
    first: int
    last: int
    depth: int
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of a sentence and its terms in order."""

    tokens: list[Token]
    terms: list[Term]
