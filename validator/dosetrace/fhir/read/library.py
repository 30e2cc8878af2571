"""The CQL of a Library, as far as a check needs it: its name and its defines."""

from __future__ import annotations

import base64
import re

from dosetrace.fhir.read.document import Json, Resource, objects, words
from dosetrace.fhir.read.memo import once_per_document

_DEFINE = re.compile(r"^define (?:\"([^\"]+)\"|(\w+))\s*:\s*(.*?)(?=^define |\Z)", re.MULTILINE | re.DOTALL)


_NAME = re.compile(r"^[ \t]*library\s+(?:\"([^\"]+)\"|([\w.]+))(?:\s+version\s+'([^']*)')?\s*$", re.MULTILINE)


def named(library: Json) -> tuple[str, str | None] | None:
    """Name and version in the CQL itself; None where it names none. The version is None where it states none."""
    found = _NAME.search(_text(library))
    return (found[1] or found[2], found[3]) if found else None


def has_cql(library: Json) -> bool:
    return bool(_text(library))


@once_per_document
def defines(library: Resource) -> dict[str, str]:
    """Name to body of every define; empty where there is no readable CQL."""
    return {quoted or plain: body.strip() for quoted, plain, body in _DEFINE.findall(_text(library.value))}


def _text(library: Json) -> str:
    return "\n".join(_cql(content) for _, content in objects(library.get("content")))


def _cql(content: Json) -> str:
    if not words(content.get("contentType")).startswith("text/cql"):
        return ""
    try:
        return base64.b64decode(words(content.get("data")), validate=True).decode()
    except ValueError:
        return ""
