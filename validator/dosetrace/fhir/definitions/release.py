"""Which release of FHIR a value is written in, from what only one of them has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from dosetrace.fhir.definitions.tables import marks, other
from dosetrace.findings import Path

Json = dict[str, Any]


def votes(elements: Iterable[tuple[Path, Json]]) -> Counter[str]:
    """How often each release is told by the objects of a file: their types, their elements, the shape of a code."""
    table, found = marks(), Counter[str]()
    names, under = table["names"], table["under"]
    anywhere = {*names, "resourceType", "fhirVersion"}
    for path, here in elements:
        if not anywhere.isdisjoint(here):
            found.update(_told(here))
        holder = path[-1] if path else ""
        if isinstance(holder, int):
            holder = path[-2] if len(path) > 1 else ""
        if holder in under:
            found.update(_told_under(str(holder), here))
    return found


def release_of(elements: Iterable[tuple[Path, Json]], where_nothing_tells: str = "r4") -> str:
    """`r4` or `r5`, whichever more tells."""
    found = votes(elements)
    rather = other(where_nothing_tells)
    return rather if found[rather] > found[where_nothing_tells] else where_nothing_tells


def _told(here: Json) -> Iterator[str]:
    table = marks()
    kind = here.get("resourceType")
    if isinstance(kind, str):
        if kind in table["types"]:
            yield table["types"][kind]
        own = table["elements"].get(kind, {})
        yield from (own[name] for name in here if name in own)
    yield from (table["names"][name] for name in here if name in table["names"])
    number = here.get("fhirVersion")
    if isinstance(number, str) and number[:2] in ("4.", "5."):
        yield f"r{number[0]}"


def _told_under(holder: str, here: Json) -> Iterator[str]:
    """What the elements tell that stand under this name; R5 alone has a concept or reference in one object, and one
    code of an action where R4 has a list."""
    table = marks()
    own = table["under"][holder]
    yield from (own[name] for name in here if name in own)
    if holder in table["concept_or_reference"] and (isinstance(here.get("reference"), dict) or "concept" in here):
        yield "r5"
    if holder == "action" and isinstance(here.get("code"), dict):
        yield "r5"
