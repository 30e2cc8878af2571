"""What a protocol file's shape gets wrong, said as found and expected."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from dosetrace.findings import Path, Problem
from dosetrace.protocol.shape import json_schema


def complaints(value: Any) -> list[Problem]:
    """Every deviation from the JSON Schema, at the place where it is."""
    return [problem for error in _validator().iter_errors(value) for problem in _problems(_deepest(error))]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema())


def _deepest(error: ValidationError) -> ValidationError:
    """Of the branches of an `anyOf`, the complaint of the one that came furthest."""
    while error.context:
        meant = [branch for branch in error.context if branch.validator != "type" or branch.validator_value != "null"]
        error = max(meant or error.context, key=lambda branch: (len(branch.absolute_path), branch.validator != "const"))
    return error


def _problems(error: ValidationError) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(error, path)
    elif error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        for key in missing:
            yield Problem(f'the key "{key}" is missing', path, expected=key)
    else:
        expected = _expected(error)
        yield Problem(f"found {_shown(error.instance)}, expected {expected}", path, _shown(error.instance), expected)


def _unknown_keys(error: ValidationError, path: Path) -> Iterator[Problem]:
    known = sorted(error.schema.get("properties", {}))
    for key in sorted(set(error.instance) - set(known)):
        near = get_close_matches(str(key), known, 1)
        expected = f'"{near[0]}"' if near else "one of " + ", ".join(known)
        yield Problem(f'unknown key "{key}", expected {expected}', (*path, key, "key"), str(key), expected)


_TYPES = {"string": "words", "integer": "a whole number", "array": "a list", "object": "a mapping", "boolean": "true or false",
          "null": "nothing"}  # fmt: skip


def _expected(error: ValidationError) -> str:
    value = error.validator_value
    if error.validator == "type":
        return _TYPES.get(value, str(value))
    if error.validator == "pattern":
        return _PATTERNS.get(error.schema.get("pattern", ""), f"text like {value}")
    if error.validator in ("enum", "const"):
        return " or ".join(f'"{word}"' for word in (value if isinstance(value, list) else [value]))
    names = {"minimum": "at least", "maximum": "at most", "minLength": "at least length", "minItems": "at least this many items:"}
    return f"{names.get(str(error.validator), error.validator)} {value}"


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = f'"{value}"' if isinstance(value, str) else str(value).lower()
    return text if len(text) <= 80 else text[:77] + '…"'


def _patterns() -> dict[str, str]:
    from dosetrace.protocol import shape

    examples = {
        "AmountText": 'a number and a unit, such as "0.8 mg/m2" or "1.3 to 1.8 mg/m2"',
        "Time": 'a length of time, such as "12 h", "28 d" or "21 to 28 d"',
        "Comparison": 'a comparison, such as ">= 20 %"',
        "Id": "lower-case words joined by hyphens",
    }
    return {getattr(shape, name).__metadata__[0].pattern: text for name, text in examples.items()}


_PATTERNS = _patterns()
