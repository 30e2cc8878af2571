"""What an operator is, and the list of all of them.

An operator takes a good file and yields changes, each of which makes the file say something else than before. What it
models stands in its docstring. Operators of FHIR know JSON and FHIR, those of protocols know lines of text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from seeded.tree import Edit, Path, shown, walk


@dataclass(frozen=True)
class File:
    """A good FHIR file: its name, its FHIR release and its parsed JSON."""

    name: str
    release: str
    value: Any

    @cached_property
    def everything(self) -> tuple[tuple[Path, Any], ...]:
        return tuple(walk(self.value))

    @cached_property
    def objects(self) -> tuple[tuple[Path, dict[str, Any]], ...]:
        return tuple((path, value) for path, value in self.everything if isinstance(value, dict))

    def named(self, *keys: str) -> list[tuple[Path, Any]]:
        """Every value that stands under one of these keys."""
        return [(path, value) for path, value in self.everything if path and path[-1] in keys]

    @cached_property
    def resources(self) -> tuple[tuple[Path, dict[str, Any]], ...]:
        return tuple((path, value) for path, value in self.objects if "resourceType" in value)

    def of_kind(self, *kinds: str) -> list[tuple[Path, dict[str, Any]]]:
        return [found for found in self.resources if found[1]["resourceType"] in kinds]

    @cached_property
    def actions(self) -> tuple[tuple[Path, dict[str, Any]], ...]:
        """Every action of every plan and group of requests."""
        return tuple(found for found in self.objects if len(found[0]) > 1 and found[0][-2] == "action")


@dataclass(frozen=True)
class Text:
    """A good protocol: its name and its lines, with their ends."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One error: where, what was made of what, and the edits; `words` are replaced in all that people read."""

    path: Path
    what: str
    edits: tuple[Edit, ...]
    words: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        return shown(self.path)


@dataclass(frozen=True)
class Line:
    """One error in a protocol: the lines from `first` on (from 0) are replaced by others."""

    first: int
    count: int
    what: str
    lines: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"line {self.first + 1}"


Makes = Callable[[Any], Iterator[Any]]


@dataclass(frozen=True)
class Operator:
    """One kind of error. `family` says of what: `fhir`, `carried` (through all texts) or `protocol`."""

    name: str
    family: str
    theme: str
    makes: Makes

    @property
    def models(self) -> str:
        return " ".join((self.makes.__doc__ or "").split())


OPERATORS: dict[str, Operator] = {}


def operator(family: str) -> Callable[[Makes], Makes]:
    """Registers a function as an operator under its own name."""

    def register(makes: Makes) -> Makes:
        name = makes.__name__.replace("_", "-")
        assert name not in OPERATORS, name
        OPERATORS[name] = Operator(name, family, makes.__module__.rsplit(".", 1)[-1], makes)
        return makes

    return register
