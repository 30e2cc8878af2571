"""Parsed JSON: finding places in it and changing it without touching the original."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

Path = tuple[str | int, ...]
Edit = tuple[Path, Any]
GONE = object()
"""As the new value of an edit: the place is taken out, and what is left empty by that too."""


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value below and with its path, in the order of the file."""
    yield path, value
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from walk(inner, (*path, key))


def at(value: Any, path: Path) -> Any:
    """What stands at a path."""
    for step in path:
        value = value[step]
    return value


def has(value: Any, path: Path) -> bool:
    try:
        at(value, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def edited(value: Any, edits: tuple[Edit, ...]) -> Any:
    """The value with every edit made, one after the other; what is not edited is shared with the original."""
    for path, new in edits:
        value = _put(value, path, new)
    return value


def _put(value: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    copy, step = value.copy(), path[0]
    if new is GONE and not has(value, path):
        return value
    if len(path) == 1 and new is GONE:
        del copy[step]
    elif len(path) == 1 and isinstance(copy, dict):
        copy[step] = new
    else:
        copy[step] = _put(copy[step], path[1:], new)
        if new is GONE and copy[step] in ({}, []):
            del copy[step]
    return copy


def scaled(number: float, factor: str) -> int | float:
    """A number times an exact factor: 1.8 by 10 is 18, by 0.1 it is 0.18."""
    return plain(Decimal(str(number)) * Decimal(factor))


def plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def figures(number: float | Decimal) -> str:
    """A number as people write it: 2.0 is `2`."""
    text = f"{Decimal(str(number)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(path: Path) -> str:
    """A path as one reads it: `entry[0].resource`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
