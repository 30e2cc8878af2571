"""The table of what only one release has, by which the release of a file is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dosetrace.fhir.definitions.extract.package import Package
from dosetrace.fhir.definitions.extract.structures import RESOURCES, spelled, type_codes, types_of

Json = dict[str, Any]


def marks_table(made: dict[str, Json], packages: dict[str, Package]) -> Json:
    """What only one release has: resource types, elements of a resource, of what stands under a name, of anything."""
    everywhere = {release: _every_name(package) for release, package in packages.items()}
    below = {release: _names_below(package) for release, package in packages.items()}
    found: Json = {"types": {}, "elements": {}, "under": {}, "names": {}, "concept_or_reference": _codeable(made["r5"])}
    for release, other in (("r4", "r5"), ("r5", "r4")):
        only = set(made[release]["resources"]) - set(made[other]["resources"])
        found["types"] |= dict.fromkeys(sorted(only), release)
        for name, row in made[release]["types"].items():
            names = set(_names(row))
            found["names"] |= dict.fromkeys(sorted(names - everywhere[other]), release)
            if name in RESOURCES and name in made[other]["types"]:
                here = found["elements"].setdefault(name, {})
                here |= dict.fromkeys(sorted(names - set(_names(made[other]["types"][name]))), release)
        for holder, names in _judged_below(made[release]["types"]).items():
            only_here = sorted((names & everywhere[other]) - below[other].get(holder, names))
            found["under"].setdefault(holder, {}).update(dict.fromkeys(only_here, release))
    kept = ("action", *found["concept_or_reference"])
    found["under"] = {holder: names for holder, names in found["under"].items() if names or holder in kept}
    return found


def _codeable(made: Json) -> Json:
    """Elements that hold a concept or a reference: R5 alone has this type."""
    rows = (row["elements"].items() for row in made["types"].values())
    found = {name for row in rows for name, text in row if text.split(" ")[1] == "CodeableReference"}
    return dict.fromkeys(sorted(found), "r5")


def _names_below(package: Package) -> dict[str, set[str]]:
    """The elements of whatever stands under a name, in every type of a release: `relatedAction` has `relationship`."""
    found: dict[str, set[str]] = {}
    for one in types_of(package):
        for element in one["snapshot"]["element"]:
            holder, _, name = element["path"].rpartition(".")
            found.setdefault(holder.rpartition(".")[2], set()).update(spelled(name, type_codes(element)))
            for kind in type_codes(element) if "." in element["path"] else ():
                for spelling in spelled(name, (kind,)):
                    found.setdefault(spelling, set()).update(_names_of(package, kind))
    return found


def _names_of(package: Package, kind: str) -> set[str]:
    """The elements of a complex type, as JSON spells them."""
    if not kind[:1].isupper() or not package.has(kind):
        return set()
    elements = package.structure(kind)["snapshot"]["element"]
    return {
        name
        for element in elements
        if element["path"].count(".") == 1
        for name in spelled(element["path"].rpartition(".")[2], type_codes(element))
    }


def _judged_below(types: Json) -> dict[str, set[str]]:
    """The same of the judged types alone."""
    found: dict[str, set[str]] = {}
    for row in types.values():
        for name, text in row["elements"].items():
            for kind in text.split(" ")[1].split("|"):
                for spelling in spelled(name, (kind,)):
                    found.setdefault(spelling, set()).update(_names(types[kind]) if kind in types else ())
    return found


def _every_name(package: Package) -> set[str]:
    """The name of every element of every type of a release, profiles left out."""
    return {
        name
        for one in types_of(package)
        for element in one["snapshot"]["element"]
        for name in spelled(element["path"].rpartition(".")[2], type_codes(element))
    }


def _names(row: Json) -> Iterator[str]:
    for name, text in row["elements"].items():
        yield from spelled(name, text.split(" ")[1].split("|"))
