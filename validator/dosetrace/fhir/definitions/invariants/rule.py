"""One invariant of FHIR: its key, when it holds, and what to say where it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dosetrace.fhir.definitions.defects import Kind
from dosetrace.findings import Path

Json = dict[str, Any]
UCUM_SYSTEM = "http://unitsofmeasure.org"


@dataclass(frozen=True, slots=True)
class Broken:
    """One place, below the value that was judged, where a rule does not hold."""

    steps: Path
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Rule:
    """`broken` yields the places; a rule that holds yields none. `releases` are those with this wording."""

    key: str
    kind: Kind
    broken: Callable[[Json], Iterable[Broken]]
    releases: tuple[str, ...] = ("r4", "r5")


def simple(
    key: str, kind: Kind, holds: Callable[[Json], bool], found: str, expected: str, *at: str, releases: str = "r4 r5"
) -> Rule:
    """A rule about one object. `found` may name its elements in braces; `at` is the element it is said of."""

    def broken(value: Json) -> Iterable[Broken]:
        return () if holds(value) else (Broken(at, found.format_map(_Shown(value)), expected),)

    return Rule(key, kind, broken, tuple(releases.split()))


class _Shown(dict[str, Any]):
    """The elements of an object as a message names them."""

    def __getitem__(self, key: str) -> Any:
        value = self.get(key, "nothing")
        return ", ".join(map(str, value)) if isinstance(value, list) else value


def has(value: Json, *names: str) -> bool:
    """Whether one of the elements is there: its value, or for a primitive only its extensions."""
    return any(name in value or f"_{name}" in value for name in names)


def together(value: Json, name: str, other: str) -> bool:
    """Whether the second element is there where the first is."""
    return name not in value or has(value, other)


def number(value: Any) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, int | Decimal | float) and not isinstance(value, bool) else None


def at_least(value: Any, low: int) -> bool:
    """Whether a number is not below; what is no number is judged elsewhere."""
    found = number(value)
    return found is None or found >= low


def some(value: Any) -> Json:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def many(value: Any) -> list[tuple[int, Json]]:
    """The objects of a list with their positions."""
    found = value if isinstance(value, list) else []
    return [(index, item) for index, item in enumerate(found) if isinstance(item, dict)]
