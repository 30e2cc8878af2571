"""YAML text to plain values that keep their digits and their places.

A plain number stays the text it was written as, unless it is a whole number: `0.80` is "0.80", `46:00` is "46:00",
`NO` is "NO". Duplicate keys, anchors and aliases are errors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from dosetrace.findings import InputError, Path

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
LARGEST = 1_000_000
"""Bytes; a protocol is a page."""
DEEPEST = 40


class YamlError(InputError):
    """YAML that cannot be read, with the place where it stops; line and column are 1-based."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line, self.column = line, column


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A value with the 1-based line and column of every node in it; keys stand under (path, key, "key")."""

    value: Any
    positions: dict[Path, tuple[int, int]]

    def position(self, path: Path) -> tuple[int, int]:
        """The place of the node at the path, or of the nearest one above it."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, (1, 1))


def read_yaml(text: str) -> YamlDocument:
    """The single document of a YAML text. Raises YamlError."""
    if len(text.encode()) > LARGEST:
        raise YamlError(f"the file has {len(text.encode()):,} bytes; expected at most {LARGEST:,}")
    try:
        _refuse_aliases(text)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise YamlError(f"not valid YAML: {error.problem or error.context}", line, column) from error
    except yaml.YAMLError as error:
        raise YamlError(f"not valid YAML: {' '.join(str(error).split())}") from error
    if node is None:
        raise YamlError("the file is empty; expected a mapping")
    positions: dict[Path, tuple[int, int]] = {}
    return YamlDocument(_value(node, (), positions), positions)


def _refuse_aliases(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        anchored = getattr(event, "anchor", None) is not None
        if anchored:
            raise YamlError("anchors and aliases are not used here; expected the value itself", *_mark(event))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise YamlError(f"nested more than {DEEPEST} deep", *_mark(event))


def _mark(node: Any) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _value(node: Any, path: Path, positions: dict[Path, tuple[int, int]]) -> Any:
    positions[path] = _mark(node)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, positions)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, index), positions) for index, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: Any, path: Path, positions: dict[Path, tuple[int, int]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if key is None:
            raise YamlError("a key is a list or a mapping; expected a word", *_mark(key_node))
        if key in values:
            raise YamlError(f'duplicate key "{key}"; expected it once', *_mark(key_node))
        positions[(*path, key, "key")] = _mark(key_node)
        values[key] = _value(value_node, (*path, key), positions)
    return values


def _scalar(node: Any) -> Any:
    text = node.value
    if node.style:  # plain is None to the Python loader and '' to the C one
        return text
    if _WHOLE.fullmatch(text):
        return int(text)
    return _CONSTANTS.get(text, text)
