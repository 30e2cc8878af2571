"""JSON text with every decimal as written, keys in the order given: `0.80` stays `0.80`."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

Json = dict[str, Any]


def json_text(value: Any) -> str:
    """The value as indented JSON with a line end at the end."""
    return _text(value, 0) + "\n"


def _text(value: Any, depth: int) -> str:
    if isinstance(value, dict):
        return _block("{", [f"{json.dumps(key)}: {_text(item, depth + 1)}" for key, item in value.items()], "}", depth)
    if isinstance(value, list):
        return _block("[", [_text(item, depth + 1) for item in value], "]", depth)
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False)


def _block(start: str, items: list[str], end: str, depth: int) -> str:
    inner, outer = " " * (depth + 1), " " * depth
    return f"{start}\n{inner}" + f",\n{inner}".join(items) + f"\n{outer}{end}" if items else start + end
