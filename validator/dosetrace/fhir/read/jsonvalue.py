"""JSON text to values with exact decimals, and the place of every value in the text when somebody asks."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from decimal import Decimal, InvalidOperation
from typing import Any

from dosetrace.findings import InputError, Path

LARGEST = 16_000_000
"""Bytes; the largest bundle of the dataset has half a megabyte."""
_LONGEST_NUMBER = 40
_LARGEST_EXPONENT = 30


class JsonError(InputError):
    """JSON that cannot be read, with the place where it stops; line and column are 1-based."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class _BadNumber(ValueError):
    pass


class _DuplicateKey(ValueError):
    pass


def read_json(text: str) -> Any:
    """The value of a JSON text; numbers with a point are Decimals. Raises JsonError."""
    if len(text) > LARGEST:
        raise JsonError(f"the file has {len(text):,} characters; expected at most {LARGEST:,}")
    try:
        return json.loads(
            text,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise JsonError(f"not valid JSON: {error.msg}", error.lineno, error.colno) from error
    except RecursionError as error:
        raise JsonError("not readable: nested too deep") from error
    except _DuplicateKey as error:
        key = str(error)
        raise JsonError(f'duplicate key "{key}"; expected it once', *_second(text, key)) from error
    except _BadNumber as error:
        word = str(error)
        raise JsonError(
            f'"{word[:40]}" is no number that a dose can have', *_place(text, max(text.find(word), 0))
        ) from error


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _BadNumber(text) from error
    if len(text) > _LONGEST_NUMBER or abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise _BadNumber(text)
    return number


def _integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise _BadNumber(text)
    return int(text)


def _constant(text: str) -> Any:
    raise _BadNumber(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        raise _DuplicateKey(next(name for turn, name in enumerate(names) if name in names[:turn]))
    return value


def _second(text: str, key: str) -> tuple[int, int]:
    """The place of the second use of a key in one object."""
    seen: set[Path] = set()
    for path, offset, is_key in _walk(text):
        if is_key and path[-1] == key and path in seen:
            return _place(text, offset)
        if is_key:
            seen.add(path)
    return 1, 1


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def positions(text: str) -> dict[Path, tuple[int, int]]:
    """Line and column (1-based) of every value of a valid JSON text, by its path."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return {path: _in_line(offset, starts) for path, offset, is_key in _walk(text) if not is_key}


def _in_line(offset: int, starts: list[int]) -> tuple[int, int]:
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _walk(text: str) -> Any:
    """(path, offset, is_key) of every key and value, in order."""
    stack: list[list[Any]] = []  # [is_object, current key or index, expects_key]
    for match in _TOKEN.finditer(text):
        token, offset = match.group(), match.start()
        if token in "}]":
            if stack:
                stack.pop()
        elif token == ",":
            if stack and stack[-1][0]:
                stack[-1][2] = True
            elif stack:
                stack[-1][1] += 1
        elif token == ":":
            stack[-1][2] = False
        elif stack and stack[-1][0] and stack[-1][2]:
            stack[-1][1] = json.loads(token)
            yield tuple(frame[1] for frame in stack), offset, True
        else:
            yield tuple(frame[1] for frame in stack), offset, False
            if token in "{[":
                stack.append([token == "{", None if token == "{" else 0, token == "{"])
