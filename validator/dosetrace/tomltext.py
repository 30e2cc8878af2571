"""TOML text to plain values and, when somebody asks, the line of each: tomllib gives none."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from dosetrace.findings import InputError, Path

_CLOSERS = ("", "\n]", "\n]}]")
"""What ends a value that is cut behind a line: only lists go over lines, also those in a table of a list."""


class TomlError(InputError):
    """TOML that cannot be read, with the line (from 1) where it stops."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def read_toml(text: str) -> dict[str, Any]:
    """The value of a TOML text; dates and times are text as ISO 8601 writes them. Raises TomlError."""
    try:
        return {key: _plain(value) for key, value in tomllib.loads(text).items()}
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at line (\d+), column \d+\)", str(error))
        line = int(place[1]) if place else text.rstrip().count("\n") + 1
        reason = str(error).replace(place[0] if place else "", "")
        raise TomlError(f"not valid TOML: {reason}", line) from error
    except RecursionError as error:
        raise TomlError("not readable: nested too deep", 1) from error


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | time) else value


def lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every key and every item of a list in a valid TOML text, by its path."""
    found: dict[Path, int] = {}
    head: Path = ()
    last: dict[Path, int] = {}
    for number, statement in _statements(text):
        if statement[0].lstrip().startswith("["):
            head = _head(tomllib.loads(statement[0]), last)
            places = [(head[:end], 0) for end in range(1, len(head) + 1)]
        else:
            places = [((*head, *path), below) for path, below in _inside(statement)]
        for path, below in places:
            found.setdefault(path, number + below)
    return found


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of each header and each key with its value, and the number of the first: TOML by itself."""
    held: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        held.append(line)
        value = _parsed("\n".join(held))
        if value is not None:
            if value:
                yield number - len(held) + 1, held
            held = []


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _head(value: Any, last: dict[Path, int]) -> Path:
    """The path that a header names; `last` counts the tables of each list of tables and is kept."""
    path: Path = ()
    while value:
        ((key, value),) = value.items()
        path = (*path, key)
        if isinstance(value, list):
            last[path] = last.get(path, -1) + 1
            value = value[0]
        if path in last:
            path = (*path, last[path])
    return path


def _inside(statement: list[str]) -> Iterator[tuple[Path, int]]:
    """Every path in a key's value with how many lines below the key it stands."""
    for end in range(len(statement)):
        text = "\n".join(statement[: end + 1])
        value = next((v for v in (_parsed(text + closer) for closer in _CLOSERS) if v is not None), None)
        yield from ((path, end) for path in _paths(value or {}))


def _paths(value: Any) -> Iterator[Path]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        yield (step,)
        yield from ((step, *path) for path in _paths(inner))
