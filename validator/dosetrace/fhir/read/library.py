"""The CQL of a Library, as far as a check needs it: its defines."""

from __future__ import annotations

import base64
import re

from dosetrace.fhir.read.document import Json, objects, words

_DEFINE = re.compile(r"^define (?:\"([^\"]+)\"|(\w+))\s*:\s*(.*?)(?=^define |\Z)", re.MULTILINE | re.DOTALL)


def defines(library: Json) -> dict[str, str]:
    """Name to body of every define; empty where there is no readable CQL."""
    text = "\n".join(_cql(content) for _, content in objects(library.get("content")))
    return {quoted or plain: body.strip() for quoted, plain, body in _DEFINE.findall(text)}


def _cql(content: Json) -> str:
    if not words(content.get("contentType")).startswith("text/cql"):
        return ""
    try:
        return base64.b64decode(words(content.get("data")), validate=True).decode()
    except ValueError:
        return ""
