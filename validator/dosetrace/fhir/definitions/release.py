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
    return Counter(release for _, release in told(elements))


def told(elements: Iterable[tuple[Path, Json]]) -> Iterator[tuple[str, str]]:
    """Each name that tells a release, with the release."""
    table = marks()
    names, under = table["names"], table["under"]
    anywhere = {*names, "resourceType", "fhirVersion"}
    for path, here in elements:
        if not anywhere.isdisjoint(here):
            yield from _told(here)
        holder = path[-1] if path else ""
        if isinstance(holder, int):
            holder = path[-2] if len(path) > 1 else ""
        if holder in under:
            yield from _told_under(str(holder), here)


def release_of(found: Counter[str], where_nothing_tells: str = "r4") -> str:
    """`r4` or `r5`, whichever has more votes."""
    rather = other(where_nothing_tells)
    return rather if found[rather] > found[where_nothing_tells] else where_nothing_tells


def own_elements(resource: Json) -> Iterator[tuple[Path, Json]]:
    """The objects of a resource with their paths in it, without the resources it holds."""
    stack: list[tuple[Path, Any]] = [((), resource)]
    while stack:
        path, here = stack.pop()
        if isinstance(here, dict) and (not path or "resourceType" not in here):
            yield path, here
            stack += [((*path, key), value) for key, value in here.items() if isinstance(value, dict | list)]
        elif isinstance(here, list):
            stack += [((*path, index), value) for index, value in enumerate(here) if isinstance(value, dict | list)]


def _told(here: Json) -> Iterator[tuple[str, str]]:
    table = marks()
    kind = here.get("resourceType")
    if isinstance(kind, str):
        if kind in table["types"]:
            yield kind, table["types"][kind]
        own = table["elements"].get(kind, {})
        yield from ((name, own[name]) for name in here if name in own)
    yield from ((name, table["names"][name]) for name in here if name in table["names"])
    number = here.get("fhirVersion")
    if isinstance(number, str) and number[:2] in ("4.", "5."):
        yield f"fhirVersion {number}", f"r{number[0]}"


def _told_under(holder: str, here: Json) -> Iterator[tuple[str, str]]:
    """What the elements tell that stand under this name, and their shape: only R5 has a concept or reference in one
    object, a single code or linkId of an action, and several maxima of a Dosage."""
    table = marks()
    own = table["under"][holder]
    yield from ((name, own[name]) for name in here if name in own)
    if holder in table["concept_or_reference"] and (isinstance(here.get("reference"), dict) or "concept" in here):
        yield holder, "r5"
    if holder == "action" and isinstance(here.get("code"), dict):
        yield "code", "r5"
    if holder == "action" and isinstance(here.get("linkId"), str):
        yield "linkId", "r5"
    if isinstance(here.get("maxDosePerPeriod"), list):
        yield "maxDosePerPeriod", "r5"
