"""What a YAML file's shape gets wrong against its pydantic model, said as found and expected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import pydantic
from pydantic import BaseModel

from dosetrace.findings import Path, Problem

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

Shape = TypeVar("Shape", bound=BaseModel)


def validated(value: Any, shape: type[Shape]) -> tuple[Shape | None, list[Problem]]:
    """The value as its shape, or what is wrong with it: that is for its JSON Schema to say, which takes longer."""
    with suppress(pydantic.ValidationError):
        return shape.model_validate(value, strict=True), []
    wrong = complaints(value, shape)
    if wrong:
        return None, wrong
    try:
        return shape.model_validate(value), []
    except pydantic.ValidationError as error:
        return None, list(_refused(error, value))


def complaints(value: Any, shape: type[BaseModel]) -> list[Problem]:
    """Every deviation from the shape's JSON Schema, at the place where it is."""
    return [problem for error in _validator(shape).iter_errors(value) for problem in _problems(_deepest(error))]


@cache
def _validator(shape: type[BaseModel]) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(shape.model_json_schema(by_alias=True))


def _deepest(error: ValidationError) -> ValidationError:
    """Of the branches of an `anyOf`, the complaint of the one that came furthest."""
    while error.context:
        meant = [branch for branch in error.context if branch.validator != "type" or branch.validator_value != "null"]
        error = max(
            meant or error.context,
            key=lambda branch: (len(branch.absolute_path), branch.validator != "const"),
        )
    return error


def _problems(error: ValidationError) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(error, path)
    elif error.validator == "required":
        wanted: Any = error.validator_value
        there: Any = error.instance
        missing = [key for key in wanted if key not in there]
        for key in missing:
            yield Problem(f'the key "{key}" is missing', path, expected=key)
    else:
        expected = _expected(error)
        yield Problem(f"found {_shown(error.instance)}, expected {expected}", path, _shown(error.instance), expected)


def _unknown_keys(error: ValidationError, path: Path) -> Iterator[Problem]:
    known = sorted(_schema(error).get("properties", {}))
    keys: Any = error.instance
    for key in sorted(set(keys) - set(known)):
        from difflib import get_close_matches

        near = get_close_matches(str(key), known, 1)
        expected = f'"{near[0]}"' if near else "one of " + ", ".join(known)
        yield Problem(f'unknown key "{key}", expected {expected}', (*path, key, "key"), str(key), expected)


def _schema(error: ValidationError) -> dict[str, Any]:
    return error.schema if isinstance(error.schema, dict) else {}


_TYPES = {
    "string": "words",
    "integer": "a whole number",
    "array": "a list",
    "object": "a mapping",
    "boolean": "true or false",
    "null": "nothing",
}


def _expected(error: ValidationError) -> str:
    value: Any = error.validator_value
    if error.validator == "type":
        return _TYPES.get(value, str(value))
    if error.validator == "pattern":
        return str(_schema(error).get("expected", f"text like {value}"))
    if error.validator in ("enum", "const"):
        return " or ".join(f'"{word}"' for word in (value if isinstance(value, list) else [value]))
    return _LIMITS.get(str(error.validator), "{0}").format(value)


_LIMITS = {
    "minimum": "at least {0}",
    "maximum": "at most {0}",
    "minLength": "some text",
    "minItems": "at least {0} items",
}


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = f'"{value}"' if isinstance(value, str) else str(value).lower()
    return text if len(text) <= 80 else text[:77] + '…"'


def _refused(error: pydantic.ValidationError, value: Any) -> Iterator[Problem]:
    """What pydantic refuses and the JSON Schema let pass: a line end behind the last character, say."""
    for entry in error.errors(include_url=False):
        path = _inside(entry["loc"], value)
        yield Problem(
            f"found {str(entry['input'])[:60]!r}, expected otherwise: {entry['msg']}", path, str(entry["input"])[:60]
        )


def _inside(steps: tuple[int | str, ...], value: Any) -> Path:
    """The steps that lead into the value; pydantic puts names of its models between them."""
    path: list[int | str] = []
    for step in steps:
        inside = (isinstance(value, dict) and step in value) or (isinstance(value, list) and isinstance(step, int))
        if inside:
            path.append(step)
            value = value[step]
    return tuple(path)
