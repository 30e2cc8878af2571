"""A difference between two sides, and all of them together: values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dosetrace.sheet.pairing import Part
from dosetrace.sheet.side import Side


class Kind(StrEnum):
    """What a difference is.

    MISSING is an order that only the right side has, ADDED one that only the left side has. FILLED: a sheet states
    what the source of the other side does not. NOTE: worth knowing, and no difference in what is given.
    """

    DIFFERENT = "different"
    MISSING = "missing"
    ADDED = "added"
    FILLED = "filled"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says, the words its order quotes, and of a sheet the rows where it stands; `words` are for people,
    where `text` is for machines."""

    text: str
    quotes: tuple[str, ...] = ()
    source: str = ""
    rows: tuple[int, ...] = ()
    words: str = ""

    @property
    def shown(self) -> str:
        return self.words or self.text


@dataclass(frozen=True, slots=True)
class Place:
    """What a difference is about.

    `cycles`, `days` and `drug` are empty where it is not about single ones; `span` stands in the place of cycles that
    have no numbers. `conditions` are those of the cycle and of the dose.
    """

    part: Part = ("", "")
    cycles: tuple[int, ...] = ()
    span: str = ""
    days: tuple[int, ...] = ()
    drug: str = ""
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, in all the cycles and on all the days it is the same."""

    kind: Kind
    field: str
    left: Said
    right: Said
    place: Place = Place()

    @property
    def order(self) -> tuple[bool, bool, Part, tuple[int, ...], tuple[int, ...], str]:
        """By part, cycle, day and drug; then the course, and notes last."""
        place, course = self.place, self.field == "total per course"
        return (self.kind is Kind.NOTE, course, place.part, place.cycles[:1], place.days[:1], place.drug)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides and every difference between them."""

    left: Side
    right: Side
    differences: tuple[Difference, ...]

    def count(self, kind: Kind) -> int:
        return sum(difference.kind is kind for difference in self.differences)

    def differs(self, *, strict: bool) -> bool:
        """Whether what is given differs; where strict, a gap filled by hand is a difference too."""
        harmless = {Kind.NOTE} if strict else {Kind.NOTE, Kind.FILLED}
        return any(difference.kind not in harmless for difference in self.differences)
