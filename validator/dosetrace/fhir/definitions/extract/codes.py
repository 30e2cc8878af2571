"""The codes of a value set, written out from what one package holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dosetrace.fhir.definitions.extract.package import Package

_MOST = 400
"""More codes than any list of these resources that a person chooses from."""
Json = dict[str, Any]


class Unexpanded(Exception):
    """A value set that the package alone cannot write out; the text says why."""


def expanded(package: Package, name: str) -> list[str]:
    """The codes of the value set, sorted. Raises Unexpanded."""
    found = set(_set(package, f"http://hl7.org/fhir/ValueSet/{name}", ()))
    if not found or len(found) > _MOST:
        raise Unexpanded(f"{len(found)} codes")
    return sorted(found)


def _set(package: Package, url: str, above: tuple[str, ...]) -> set[str]:
    url = url.partition("|")[0]
    if url not in package.sets or url in above:
        raise Unexpanded(f"{url} is not in the package")
    compose = package.sets[url].get("compose", {})
    codes: set[str] = set()
    for part in compose.get("include", ()):
        codes |= _part(package, part, (*above, url))
    for part in compose.get("exclude", ()):
        codes -= _part(package, part, (*above, url))
    return codes


def _part(package: Package, part: Json, above: tuple[str, ...]) -> set[str]:
    """The codes of one include: those of its system and of each set it names, in common."""
    found = [_set(package, url, above) for url in part.get("valueSet", ())]
    if "concept" in part:
        found.append({one["code"] for one in part["concept"]})
    elif "system" in part:
        found.append(_of_system(package, part))
    return set.intersection(*found)


def _of_system(package: Package, part: Json) -> set[str]:
    system = package.systems.get(part["system"], {})
    if system.get("content") != "complete":
        raise Unexpanded(f"{part['system']} is not complete in the package")
    concepts = list(_concepts(system.get("concept", ()), ()))
    for rule in part.get("filter", ()):
        concepts = [one for one in concepts if _passes(one, rule)]
    return {one["code"] for one, _ in concepts}


def _concepts(concepts: Any, above: tuple[str, ...]) -> Iterator[tuple[Json, tuple[str, ...]]]:
    """Every concept with the codes above it."""
    for one in concepts:
        named = tuple(item["valueCode"] for item in one.get("property", ()) if item["code"] == "subsumedBy")
        yield one, (*above, *named)
        yield from _concepts(one.get("concept", ()), (*above, *named, one["code"]))


def _passes(one: tuple[Json, tuple[str, ...]], rule: Json) -> bool:
    concept, above = one
    if rule["op"] == "is-a":
        return rule["value"] == concept["code"] or rule["value"] in above
    if rule["op"] == "descendent-of":
        return rule["value"] in above
    if rule["op"] == "=":
        return any(
            item["code"] == rule["property"]
            and str(next(v for k, v in item.items() if k != "code")).lower() == rule["value"]
            for item in concept.get("property", ())
        )
    raise Unexpanded(f"a filter {rule['op']}")
