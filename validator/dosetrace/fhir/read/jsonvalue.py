"""JSON text to values with exact decimals, and the places of values in the text when somebody asks."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import Any

from dosetrace.findings import InputError, Path

LARGEST = 256_000_000
"""Bytes of one JSON text. To judge it takes some twelve times as much memory."""
DEEPEST = 1_200
"""Levels of a document; 500 actions inside each other have 1,000."""
_DEEPEST_TEXT = 4_000
"""Levels that the parser is let into, so that it does not depend on the interpreter what a document may have."""
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


@contextmanager
def deep(levels: int) -> Iterator[None]:
    """Lets functions call themselves so many times over, whatever the interpreter is set to."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, levels))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def read_json(text: str) -> Any:
    """The value of a JSON text; numbers with a point are Decimals. Raises JsonError."""
    if len(text) > LARGEST:
        raise JsonError(f"the file has {len(text):,} characters; expected at most {LARGEST:,}")
    try:
        with deep(_DEEPEST_TEXT):
            value = json.loads(
                text,
                parse_float=_decimal,
                parse_int=_integer,
                parse_constant=_constant,
                object_pairs_hook=_object,
            )
    except json.JSONDecodeError as error:
        raise JsonError(_not_json(error), *_place(text, error.pos)) from error
    except RecursionError as error:
        raise JsonError(f"nested too deep; expected at most {DEEPEST:,} levels") from error
    except _DuplicateKey as error:
        key = str(error)
        raise JsonError(f'duplicate key "{key}"; expected it once', *_second(text, key)) from error
    except _BadNumber as error:
        word = str(error)
        raise JsonError(f'"{word[:40]}" is no number that a dose can have', *_first(text, word)) from error
    _refuse_half_characters(text)
    return value


def _not_json(error: json.JSONDecodeError) -> str:
    if error.msg == "Extra data":
        return 'not valid JSON: a second value; several resources are a Bundle, or lines of a file named ".ndjson"'
    return f"not valid JSON: {error.msg}"


_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def _refuse_half_characters(text: str) -> None:
    """Two escapes of UTF-16 make one character; one of them alone makes none, and no output can hold it."""
    for match in _TOKEN.finditer(text) if _HALF.search(text) else ():
        if match[0].startswith('"') and any("\ud800" <= sign <= "\udfff" for sign in json.loads(match[0])):
            raise JsonError("half a character (a lone surrogate); expected Unicode text", *_place(text, match.start()))


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
        often = Counter(name for name, _ in pairs)
        raise _DuplicateKey(next(name for name in often if often[name] > 1))
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


def _first(text: str, word: str) -> tuple[int, int]:
    """The place of the first token that is this word."""
    offsets = (match.start() for match in _TOKEN.finditer(text) if match[0] == word)
    return _place(text, next(offsets, 0))


_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_LINE_END = re.compile(r"\r\n|\r|\n")


def positions(text: str, paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Line and column (1-based) of the value at each path of a valid JSON text, or of the nearest one above it."""
    asked = set(paths)
    wanted = {path[:length] for path in asked for length in range(len(path) + 1)}
    offsets = {path: offset for path, offset, is_key in _walk(text, wanted) if not is_key and path in wanted}
    places = _places(text, offsets.values())
    return {path: places.get(offsets.get(_nearest(path, offsets), 0), (1, 1)) for path in asked}


def _nearest(path: Path, known: Container[Path]) -> Path:
    while path and path not in known:
        path = path[:-1]
    return path


def lines_of(text: str) -> list[str]:
    """The lines of a JSON text as findings count them: it may hold characters that end a line elsewhere."""
    return _LINE_END.split(text)


def _places(text: str, offsets: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Line and column of each offset, in one go through the lines."""
    found: dict[int, tuple[int, int]] = {}
    line, start, ends = 1, 0, _LINE_END.finditer(text)
    end = next(ends, None)
    for offset in sorted(offsets):
        while end is not None and end.end() <= offset:
            line, start, end = line + 1, end.end(), next(ends, None)
        found[offset] = (line, offset - start + 1)
    return found


def _place(text: str, offset: int) -> tuple[int, int]:
    return _places(text, [offset])[offset]


def _walk(text: str, wanted: Container[Path] | None = None) -> Iterator[tuple[Path, int, bool]]:
    """(path, offset, is_key) of every key and value, in order; with `wanted` only inside values at those paths."""
    stack: list[list[Any]] = []  # [is_object, current key or index, expects_key]
    tokens = _TOKEN.finditer(text)
    for match in tokens:
        token, offset = match[0], match.start()
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
            path = tuple(frame[1] for frame in stack)
            yield path, offset, False
            if token in "{[":
                _enter(token, stack, tokens, wanted is None or path in wanted)


def _enter(token: str, stack: list[list[Any]], tokens: Iterator[re.Match[str]], inside: bool) -> None:
    """Begins an object or a list, or goes past its end."""
    if inside:
        stack.append([token == "{", None if token == "{" else 0, token == "{"])
        return
    depth = 1
    while depth:
        token = next(tokens)[0]
        depth += (token in "{[") - (token in "}]")
