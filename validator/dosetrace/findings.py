"""What a check reports: values only. Knows nothing of files, FHIR or YAML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Path = tuple[str | int, ...]
"""Where something stands inside a document: keys and zero-based list positions."""


class Level(StrEnum):
    """How bad a finding is: it contradicts something, it needs a human, or it is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a source that a finding speaks of; `line` is 1-based, None where the seed is not at hand."""

    source: str
    quote: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What one check saw at one place, before the place is turned into a line and a column."""

    message: str
    path: Path
    found: str | None = None
    expected: str | None = None
    sentence: Sentence | None = None
    related: tuple[Path, ...] = ()
    help: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file; line and column are 1-based, None where the file has no text positions.

    `anchor` is the path with names for positions: it stays what it is when lines and neighbours move.
    """

    file: str
    line: int | None = None
    column: int | None = None
    path: str = ""
    anchor: str = ""

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with its check, level and place: what the reports print."""

    check: str
    level: Level
    problem: Problem
    location: Location
    related: tuple[Location, ...] = ()

    def __str__(self) -> str:
        """One line, as a list of findings is read: `error[dose/not-positive] a.json:3:7 dosage[0]: …`."""
        return f"{self.level}[{self.check}] {self.location} {self.path}".rstrip() + f": {self.message}"

    @property
    def message(self) -> str:
        return self.problem.message

    @property
    def file(self) -> str:
        return self.location.file

    @property
    def line(self) -> int | None:
        """From 1; None where there is no text, as in a resource that was given parsed."""
        return self.location.line

    @property
    def column(self) -> int | None:
        return self.location.column

    @property
    def path(self) -> str:
        """Where in the document: `entry[0].resource.dosage[0]`."""
        return self.location.path

    @property
    def found(self) -> str | None:
        return self.problem.found

    @property
    def expected(self) -> str | None:
        return self.problem.expected

    @property
    def order(self) -> tuple[str, int, int, int, str, str]:
        place = self.location
        return (
            place.file,
            place.line or 0,
            place.column or 0,
            self.level.rank,
            self.check,
            self.problem.message,
        )

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What tells it from the other findings of its file, and stays when lines move: check, place, words, value."""
        return self.check, self.location.anchor, self.problem.message, self.problem.found or ""


def path_text(path: Path) -> str:
    """`("reading", 0, "means")` as people write it: `reading[0].means`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def worst(findings: Iterable[Finding]) -> Level | None:
    """The worst level among the findings, None where there are none."""
    return min((finding.level for finding in findings), key=lambda level: level.rank, default=None)


def reason(error: Exception) -> str:
    """Why a file could not be read, in words."""
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else "it is no UTF-8 text"


class InputError(Exception):
    """The command cannot do its work with this input; its text is the one line the user reads."""
