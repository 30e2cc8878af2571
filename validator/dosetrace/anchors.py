"""Where something stands in a document, said so that it holds when lines and neighbours move."""

from __future__ import annotations

from typing import Any

from dosetrace.findings import Path

_NAMES = (
    "id", "linkId", "url", "title", "textEquivalent", "text", "name", "drug", "phase", "fact", "about", "says",
    "targetId", "actionId",
)  # fmt: skip
"""What an item of a list is known by, the first that it has."""
_LONGEST = 60
_READ = 4 * _LONGEST


def anchor(path: Path, document: Any) -> str:
    """The path with the names of list items for their positions, from the innermost resource on.

    `("entry", 3, "resource", "action", 0)` becomes `PlanDefinition/pomp.action[month]`. An item without a name leaves
    nothing, so that several places may have the same anchor.
    """
    here, shown = document, _resource(document)
    for step in path:
        here = _within(here, step)
        if isinstance(step, int):
            name = _name(here)
            shown = f"{shown}[{name}]" if name else shown
        elif step != "key":
            shown = (_resource(here) if step == "resource" else "") or f"{shown}.{step}"
    return shown.removeprefix(".")


def _within(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None


def _resource(value: Any) -> str:
    """A resource as references call it; nothing for a bundle, whose id changes with every export."""
    kind = value.get("resourceType") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind == "Bundle":
        return ""
    name = _name(value)
    return f"{kind}/{name}" if name else kind


def _name(value: Any) -> str:
    found = (value.get(key) for key in _NAMES) if isinstance(value, dict) else ()
    name = next((text for text in found if isinstance(text, str) and text), "")
    return " ".join(name[:_READ].split())[:_LONGEST]
