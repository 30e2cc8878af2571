"""Whether a JSON value is a value of a primitive type of FHIR."""

from __future__ import annotations

import base64
import binascii
import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

Fits = Callable[[Any], bool]
_LARGEST = 2**31 - 1
_LARGEST_64 = 2**63 - 1


def primitive(kind: str, regex: str) -> Fits:
    """The test of a type. `regex` is FHIR's own; it is used where it can be run in linear time."""
    if kind in _OWN:
        return _OWN[kind]
    if kind in ("date", "dateTime", "instant"):
        return partial(_is_date, re.compile(regex, re.ASCII))
    return partial(_matches, re.compile(regex, re.ASCII))


def one_of(codes: frozenset[str]) -> Fits:
    """The test of a code that is bound to a list."""
    return lambda value: type(value) is str and value in codes


def _is_text(value: Any) -> bool:
    return type(value) is str and value != ""


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return type(value) is str and value != "" and pattern.fullmatch(value) is not None


def _is_date(pattern: re.Pattern[str], value: Any) -> bool:
    """Of the right form, and a day that the calendar has."""
    if type(value) is not str or pattern.fullmatch(value) is None:
        return False
    try:
        return len(value) < 10 or bool(datetime.date.fromisoformat(value[:10]))
    except ValueError:
        return False


def _is_whole(low: int, high: int, value: Any) -> bool:
    return type(value) is int and low <= value <= high


def _is_decimal(value: Any) -> bool:
    return type(value) in (int, Decimal, float)


def _is_base64(value: Any) -> bool:
    if type(value) is not str or value == "":
        return False
    try:
        base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _is_boolean(value: Any) -> bool:
    return type(value) is bool


def _anything(value: Any) -> bool:
    return True


_OWN: dict[str, Fits] = {
    "boolean": _is_boolean,
    "decimal": _is_decimal,
    "integer": partial(_is_whole, -_LARGEST - 1, _LARGEST),
    "integer64": lambda value: (
        type(value) is str and re.fullmatch(r"0|[-+]?[1-9]\d{0,18}", value, re.ASCII) is not None
    ),
    "positiveInt": partial(_is_whole, 1, _LARGEST),
    "unsignedInt": partial(_is_whole, 0, _LARGEST),
    "string": _is_text,
    "markdown": _is_text,
    "base64Binary": _is_base64,
    "xhtml": _anything,
}
"""Types that JSON tells apart, and those whose expression costs more than reading: base64 and long texts.
A narrative is judged by a check of its own."""
