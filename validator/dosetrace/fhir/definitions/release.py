"""Which release of FHIR a value is written in, from what only one of them has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from dosetrace.fhir.definitions.tables import marks, other
from dosetrace.findings import Path

Json = dict[str, Any]


def votes(elements: Iterable[tuple[Path, Json]]) -> Counter[str]:
    """How often each release is told by the objects of a file: their types, their elements, the shape of a code."""
    found: Counter[str] = Counter()
    names = _names()
    for path, here in elements:
        if not names.isdisjoint(here) or isinstance(here.get("reference"), dict):
            found.update(_told(path, here))
    return found


def release_of(elements: Iterable[tuple[Path, Json]], where_nothing_tells: str = "r4") -> str:
    """`r4` or `r5`, whichever more tells."""
    found = votes(elements)
    rather = other(where_nothing_tells)
    return rather if found[rather] > found[where_nothing_tells] else where_nothing_tells


def _told(path: Path, here: Json) -> Iterator[str]:
    table = marks()
    kind = here.get("resourceType")
    if isinstance(kind, str):
        if kind in table["types"]:
            yield table["types"][kind]
        own = table["elements"].get(kind, {})
        yield from (own[name] for name in here if name in own)
    yield from (table["names"][name] for name in here if name in table["names"])
    under = _under(path)
    if under in table["concept_or_reference"] and (isinstance(here.get("reference"), dict) or "concept" in here):
        yield "r5"
    own = table["under"].get(under, {})
    yield from (own[name] for name in here if name in own)
    if under == "action" and isinstance(here.get("code"), dict):
        yield "r5"
    number = here.get("fhirVersion")
    if isinstance(number, str) and number[:2] in ("4.", "5."):
        yield f"r{number[0]}"


@cache
def _names() -> frozenset[str]:
    under = {name for names in marks()["under"].values() for name in names}
    return frozenset({"resourceType", "code", "concept", "fhirVersion", *under, *marks()["names"]})


def _under(path: Path) -> str:
    """The name under which an object stands, in a list or not."""
    return next((step for step in reversed(path[-2:]) if isinstance(step, str)), "")
