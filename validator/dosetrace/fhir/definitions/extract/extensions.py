"""The table of HL7's own extensions: where each may stand and what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dosetrace.fhir.definitions.extract.package import Package

_EVERYWHERE = ("Element", "Resource", "DomainResource", "BackboneElement", "CanonicalResource", "MetadataResource")
_OPEN = 40
"""A value of any type: FHIR lists about fifty."""
Json = dict[str, Any]


def extension_table(packages: Iterable[Package], types: Json) -> Json:
    """The extensions of these packages by url. Where two define one, either definition will do."""
    found: dict[str, Json] = {}
    for package in packages:
        for structure in package.structures.values():
            if structure.get("type") == "Extension" and structure.get("derivation") == "constraint":
                row = _row(structure, types)
                url = structure["url"]
                found[url] = _either(found[url], row) if url in found else row
    return {"extensions": dict(sorted(found.items()))}


def _row(structure: Json, types: Json) -> Json:
    elements = {one["id"]: one for one in structure["snapshot"]["element"]}
    row: Json = {"on": _contexts(structure.get("context", ()), types)}
    if elements["Extension"].get("isModifier"):
        row["modifier"] = True
    value = _value(elements.get("Extension.value[x]"))
    if value is not None:
        row["value"] = value
    parts = {
        one["sliceName"]: _part(one, elements)
        for name, one in elements.items()
        if one.get("sliceName") and name.count(".") == 1 and name.startswith("Extension.extension:")
    }
    if parts:
        row["parts"] = parts
    return row


def _contexts(contexts: Iterable[Json], types: Json) -> list[str]:
    """Paths of the judged types only; "?" where it may also stand somewhere that a path cannot say."""
    found = set()
    for one in contexts:
        if one["type"] == "element" and _names_judged(one["expression"], types):
            found.add(one["expression"])
        elif one["type"] != "element":
            found.add("?")
    return sorted(found)


def _names_judged(expression: str, types: Json) -> bool:
    first = expression.partition(".")[0]
    return first in types or first in _EVERYWHERE or first[:1].islower()


def _value(element: Json | None) -> str | None:
    """`1..1 code|string`, `0..1 *` for any type, None where there is no value."""
    if element is None or element["max"] == "0":
        return None
    types = sorted({one["code"] for one in element.get("type", ())})
    return f"{element['min']}..{element['max']} {'*' if len(types) > _OPEN else '|'.join(types)}"


def _part(element: Json, elements: dict[str, Json]) -> str:
    """`1..* integer`: how often the part has to be there, and the types of its value, `-` where it has parts itself."""
    value = _value(elements.get(f"{element['id']}.value[x]"))
    return f"{element['min']}..{element['max']} {value.partition(' ')[2] if value else '-'}"


def _either(one: Json, other: Json) -> Json:
    """Both definitions in one row: every place, every type, and only what both demand."""
    row: Json = {"on": sorted({*one["on"], *other["on"]})}
    if one.get("modifier") or other.get("modifier"):
        row["modifier"] = True if one.get("modifier") and other.get("modifier") else "either"
    values = [text for text in (one.get("value"), other.get("value")) if text]
    if values:
        row["value"] = _merged(values, len(values) == 2)
    names = [*one.get("parts", {}), *other.get("parts", {})]
    if names:
        row["parts"] = {
            name: _merged(
                [part for row in (one, other) if (part := row.get("parts", {}).get(name))], _in_both(name, one, other)
            )
            for name in dict.fromkeys(names)
        }
    return row


def _in_both(name: str, one: Json, other: Json) -> bool:
    return name in one.get("parts", {}) and name in other.get("parts", {})


def _merged(texts: list[str], demanded: bool) -> str:
    lows, highs = zip(*(text.partition(" ")[0].split("..") for text in texts), strict=True)
    types = {one for text in texts for one in text.partition(" ")[2].split("|")}
    kinds = "*" if "*" in types else "|".join(sorted(types))
    return f"{min(lows) if demanded else 0}..{'*' if '*' in highs else max(highs)} {kinds}"
