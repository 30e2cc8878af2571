"""dosetrace.toml, or [tool.dosetrace] in pyproject.toml: where it is, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dosetrace.findings import InputError, reason
from dosetrace.findings import Path as Steps
from dosetrace.globs import is_pattern, shown
from dosetrace.house.selectors import unknown
from dosetrace.tomltext import TomlError, lines, read_toml

if TYPE_CHECKING:
    from dosetrace.house.shape import HouseShape

OWN, SHARED = "dosetrace.toml", "pyproject.toml"
_TABLE: Steps = ("tool", "dosetrace")
LARGEST = 1_000_000
"""Bytes; rules are a page."""


@dataclass(frozen=True)
class Written:
    """A file of rules as text; `table` is the path of the table in which they stand."""

    path: Path
    text: str
    table: Steps = ()

    def place(self, steps: Steps) -> str:
        """File and line of what stands at a path in the rules, or of the nearest thing above it."""
        return f"{shown(self.path)}:{self.line(steps)}"

    def line(self, steps: Steps) -> int:
        """The line of a key, from 1; of the nearest key above it where it is not there."""
        path = (*self.table, *steps)
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    @cached_property
    def _lines(self) -> dict[Steps, int]:
        return lines(self.text)


@dataclass(frozen=True)
class Config:
    """The rules of a file as they stand there."""

    text: Written
    shape: HouseShape

    @property
    def folder(self) -> Path:
        """The folder from which paths in the file count."""
        return self.text.path.parent

    def place(self, *steps: str | int) -> str:
        """File and line of what stands at a path in the rules: `dosetrace.toml:12`."""
        return self.text.place(steps)


def find_config(start: Path) -> Path | None:
    """The file of rules in the folder or the nearest above it, up to the root of a checkout; None where there is none.

    Raises InputError for a pyproject.toml that may have rules and cannot be read.
    """
    for folder in (start, *start.parents):
        if (folder / OWN).is_file():
            return folder / OWN
        if (folder / SHARED).is_file() and _has_rules(folder / SHARED):
            return folder / SHARED
        if (folder / ".git").exists():
            return None
    return None


def read_config(path: Path) -> Config:
    """The rules of a file. Raises InputError with file and line for the first thing wrong with them."""
    from dosetrace.complaints import validated
    from dosetrace.house.shape import HouseShape

    text = Written(path, _text(path), _TABLE if path.name == SHARED else ())
    value: Any = _value(path, text.text)
    for step in text.table:
        value = value.get(step, {}) if isinstance(value, dict) else value
    shape, wrong = validated(value, HouseShape)
    if shape is None:
        first = min(wrong, key=lambda problem: text.line(problem.path))
        raise InputError(f"{text.place(first.path)}: {first.message}")
    for steps, said in _unusable(shape):
        raise InputError(f"{text.place(steps)}: {said}")
    return Config(text, shape)


def _unusable(shape: HouseShape) -> Iterator[tuple[Steps, str]]:
    """What has the right shape and means nothing: checks that there are not, patterns that are none."""
    for steps, selector in _selectors(shape):
        said = unknown(selector)
        if said:
            yield steps, said
    for steps, pattern in _patterns(shape):
        if not is_pattern(pattern):
            yield steps, f'"{pattern}" is no pattern; expected one as in .gitignore'


def _selectors(shape: HouseShape) -> Iterator[tuple[Steps, str]]:
    yield from ((("select", index), selector) for index, selector in enumerate(shape.select or ()))
    yield from ((("ignore", index, "check"), ignore.check) for index, ignore in enumerate(shape.ignore))
    yield from ((("levels", selector), selector) for selector in shape.levels)


def _patterns(shape: HouseShape) -> Iterator[tuple[Steps, str]]:
    yield from ((("exclude", index), pattern) for index, pattern in enumerate(shape.exclude))
    for number, ignore in enumerate(shape.ignore):
        yield from ((("ignore", number, "files", index), pattern) for index, pattern in enumerate(ignore.files or ()))


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise InputError(f"{shown(path)}: the file has {size:,} bytes; expected at most {LARGEST:,}")
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{shown(path)}: {reason(error)}; expected rules in TOML") from error


def _value(path: Path, text: str) -> Any:
    try:
        return read_toml(text)
    except TomlError as error:
        raise InputError(f"{shown(path)}:{error.line}: {error}{_hint(text, error.line)}") from error


def _hint(text: str, line: int) -> str:
    """The names of checks have a slash, which TOML wants in quotes."""
    key = text.split("\n")[line - 1].partition("=")[0].strip()
    return f'; a name with a slash stands in quotes: "{key}"' if "/" in key and '"' not in key else ""


def _has_rules(path: Path) -> bool:
    """Whether a pyproject.toml has a table of ours; one that cannot be read counts where it names us."""
    text = _text(path)
    if "dosetrace" not in text:
        return False
    tool = _value(path, text).get("tool")
    return isinstance(tool, dict) and "dosetrace" in tool
