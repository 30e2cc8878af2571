"""What a server made of a resource: nothing, another way of writing it, or another content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError, canonicalize

from dosetrace.findings import Path, path_text
from dosetrace.server.entries import Item, Json, There, renamed

_OF_THE_SERVER = ("id", "meta")
"""Elements that are the server's own."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a server has something else; `harmless` where only the writing differs, as in 0.80 and 0.8."""

    place: str
    path: Path
    sent: str
    stored: str
    harmless: bool

    @property
    def where(self) -> str:
        """The path inside the resource."""
        return path_text(self.path)

    def __str__(self) -> str:
        return f"{self.place} {self.where}: sent {self.sent}, stored {self.stored}"


def differences(item: Item, found: There, names: Mapping[str, str]) -> list[Difference]:
    """Every difference between what was sent and what the server has; `names` are its names for our references."""
    sent, stored = _content(renamed(item.resource, names)), _content(found.resource)
    return [
        Difference(item.place, path, _shown(a), _shown(b), harmless) for path, a, b, harmless in _walk(sent, stored, ())
    ]


def _content(resource: Json) -> Json:
    return {key: value for key, value in resource.items() if key not in _OF_THE_SERVER}


_MISSING = object()


def _walk(sent: Any, stored: Any, path: Path) -> Iterator[tuple[Path, Any, Any, bool]]:
    if isinstance(sent, dict) and isinstance(stored, dict):
        for key in dict.fromkeys((*sent, *stored)):
            yield from _walk(sent.get(key, _MISSING), stored.get(key, _MISSING), (*path, key))
    elif isinstance(sent, list) and isinstance(stored, list) and len(sent) == len(stored):
        for index, (left, right) in enumerate(zip(sent, stored, strict=True)):
            yield from _walk(left, right, (*path, index))
    elif type(sent) is not type(stored) or str(sent) != str(stored):
        yield path, sent, stored, _same_meaning(sent, stored, path)


def _same_meaning(sent: Any, stored: Any, path: Path) -> bool:
    if _is_number(sent) and _is_number(stored):
        return bool(sent == stored)
    narrative = path == ("text", "div") and isinstance(sent, str) and isinstance(stored, str)
    return narrative and _canonical(sent) == _canonical(stored) is not None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _canonical(xhtml: str) -> str | None:
    """A narrative in the one way of writing that XML has for it, None where it is no XML."""
    try:
        return canonicalize(xhtml, strip_text=True)
    except ParseError:
        return None


def _shown(value: Any) -> str:
    if value is _MISSING:
        return "nothing"
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
