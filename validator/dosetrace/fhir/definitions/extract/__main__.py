"""Writes the tables of this room out of HL7's own packages: facts of the specification, none of its prose.

`python -m dosetrace.fhir.definitions.extract R4 R5 EXTENSIONS_R4 EXTENSIONS_R5 [--check]`: the npm packages
hl7.fhir.r4.examples@4.0.1, hl7.fhir.r5.core@5.0.0, hl7.fhir.uv.extensions.r4 and hl7.fhir.uv.extensions.r5 (all CC0), each
an archive or an unpacked folder. With `--check` nothing is written and the exit status is 1 where a table differs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dosetrace.fhir.definitions.extract.codes import Unexpanded, expanded
from dosetrace.fhir.definitions.extract.extensions import extension_table
from dosetrace.fhir.definitions.extract.package import Package

HERE = Path(__file__).parent.parent
RESOURCES = (
    "ActivityDefinition", "Bundle", "DocumentReference", "Group", "Library", "Medication", "MedicationAdministration",
    "MedicationDispense", "MedicationRequest", "MedicationStatement", "PlanDefinition", "RequestGroup",
    "RequestOrchestration",
)  # fmt: skip
"""The resources that are judged; R4 has no RequestOrchestration and R5 no RequestGroup."""
_NESTED = ("Element", "BackboneElement", "BackboneType")
_TYPE_OF = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
_REGEX = "http://hl7.org/fhir/StructureDefinition/regex"
Json = dict[str, Any]


def tables(r4: Package, r5: Package, extensions_r4: Package, extensions_r5: Package) -> dict[str, Json]:
    """Every table by the name of its file."""
    made = {"r4": _definitions(r4), "r5": _definitions(r5)}
    return {
        "r4.json": made["r4"],
        "r5.json": made["r5"],
        "extensions-r4.json": extension_table((r4, extensions_r4), made["r4"]["types"]),
        "extensions-r5.json": extension_table((r4, extensions_r5), made["r5"]["types"]),
        "marks.json": _marks(made, {"r4": r4, "r5": r5}),
    }


def _definitions(package: Package) -> Json:
    """Types with their elements, code lists and primitives of one release."""
    types: Json = {}
    for name in _needed(package):
        types |= dict(_rows(package.structure(name)))
    codes, left_out = _codes(package, types)
    for row in types.values():
        row["elements"] = {name: _without(text, left_out) for name, text in row["elements"].items()}
    return {
        "release": package.version,
        "resources": _resource_types(package),
        "primitives": {name: _primitive(package.structure(name)) for name in _primitives(package, types)},
        "codes": codes,
        "codes_not_expanded": left_out,
        "types": dict(sorted(types.items())),
    }


def _needed(package: Package) -> list[str]:
    """The resources of this release and every complex type they use, however deep."""
    todo, found = [name for name in RESOURCES if package.has(name)], set[str]()
    while todo:
        name = todo.pop()
        if name in found or not package.has(name) or package.structure(name)["kind"] == "primitive-type":
            continue
        found.add(name)
        structure = package.structure(name)
        todo.append(_last(structure.get("baseDefinition", "")))
        todo += [one for element in structure["snapshot"]["element"] for one in _types(element)]
    return sorted(found)


def _rows(structure: Json) -> Iterator[tuple[str, Json]]:
    """A row for the type and one for each of its nested elements: what it is a kind of, its elements, its invariants."""
    root, *inner = structure["snapshot"]["element"]
    for element in (root, *(one for one in inner if _is_nested(one))):
        name = structure["name"] if element is root else element["path"]
        base = _last(structure.get("baseDefinition", "")) if element is root else _types(element)[0]
        below = [one for one in inner if one["path"].rpartition(".")[0] == element["path"] and _is_own(one, structure)]
        own = {one["path"].rpartition(".")[2]: _element(one) for one in below}
        primitives = [one for one in below if all(kind[:1].islower() for kind in _types(one))]
        yield name, {"is": base, "elements": own, **_constraints((element, *primitives))}


def _is_own(element: Json, structure: Json) -> bool:
    """Whether the type itself defines it: inherited elements stand in the row of the base."""
    return bool(element.get("base", {}).get("path", element["path"]).split(".")[0] == structure["name"])


def _is_nested(element: Json) -> bool:
    return "contentReference" not in element and _types(element)[0] in _NESTED and not _is_inherited(element)


def _is_inherited(element: Json) -> bool:
    return bool(element.get("base", {}).get("path", element["path"]).split(".")[0] != element["path"].split(".")[0])


def _element(element: Json) -> str:
    """`1..1 code request-intent`: how often, of which types, from which list of codes."""
    if "contentReference" in element:
        types = [element["contentReference"].partition("#")[2]]
    else:
        types = [element["path"]] if _types(element)[0] in _NESTED and "." in element["path"] else _types(element)
    binding = element.get("binding", {})
    codes = [_set_name(binding)] if binding.get("strength") == "required" else []
    return " ".join([f"{element['min']}..{element['max']}", "|".join(types), *codes])


def _types(element: Json) -> list[str]:
    """The type codes of an element; a Quantity that has to be a simple one is a type of its own."""
    found = [_type(one) for one in element.get("type", ())]
    return list(dict.fromkeys(found)) or ["Element"]


def _type(one: Json) -> str:
    simple = any(_last(profile) == "SimpleQuantity" for profile in one.get("profile", ()))
    primitive = next((extension for extension in one.get("extension", ()) if extension["url"] == _TYPE_OF), {})
    named = primitive.get("valueUrl") or primitive.get("valueUri")
    return "SimpleQuantity" if simple else str(named or one["code"].rpartition("/")[2])


def _constraints(elements: Iterable[Json]) -> Json:
    """The keys of the invariants of a type and of the primitives in it: errors, and apart what FHIR only advises."""
    found: dict[str, set[str]] = {"error": set(), "warning": set()}
    for element in elements:
        for constraint in element.get("constraint", ()):
            if constraint["key"] != "ele-1" and not (constraint["key"].startswith("dom-") and "Resource" not in element["path"]):
                found[constraint["severity"]].add(constraint["key"])
    return {name: sorted(keys) for name, keys in (("errors", found["error"]), ("warnings", found["warning"])) if keys}


def _codes(package: Package, types: Json) -> tuple[Json, Json]:
    """The codes of every required list, and the lists that cannot be written out with the reason."""
    codes, left_out = {}, {}
    for name in sorted({text.split(" ")[2] for row in types.values() for text in _bound(row)}):
        try:
            codes[name] = expanded(package, name)
        except Unexpanded as error:
            left_out[name] = str(error)
    return codes, left_out


def _bound(row: Json) -> Iterator[str]:
    return (text for text in row["elements"].values() if text.count(" ") == 2)


def _without(text: str, left_out: Json) -> str:
    return text.rpartition(" ")[0] if text.count(" ") == 2 and text.rpartition(" ")[2] in left_out else text


def _set_name(binding: Json) -> str:
    return _last(binding["valueSet"].partition("|")[0])


def _last(url: str) -> str:
    return url.rpartition("/")[2]


def _resource_types(package: Package) -> list[str]:
    return sorted(one["name"] for one in _types_of(package) if one["kind"] == "resource" and not one["abstract"])


def _types_of(package: Package) -> Iterator[Json]:
    """Every type of a release, without profiles."""
    return (one for one in package.structures.values() if one.get("derivation") != "constraint")


def _primitives(package: Package, types: Json) -> list[str]:
    used = {one for row in types.values() for text in row["elements"].values() for one in text.split(" ")[1].split("|")}
    return sorted(one for one in used if package.has(one) and package.structure(one)["kind"] == "primitive-type")


def _primitive(structure: Json) -> str:
    """The regular expression of the type's value, empty where FHIR gives none."""
    types = [one for element in structure["snapshot"]["element"] for one in element.get("type", ())]
    found = (extension for one in types for extension in one.get("extension", ()) if extension["url"] == _REGEX)
    return str(next((one["valueString"] for one in found), ""))


def _marks(made: dict[str, Json], packages: dict[str, Package]) -> Json:
    """What only one release has: resource types, elements of a resource, of what stands under a name, or of anything."""
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
            holder = name.rpartition(".")[2]
            if "." in name and holder in below[other]:
                only_here = sorted(names & everywhere[other] - below[other][holder])
                found["under"].setdefault(holder, {}).update(dict.fromkeys(only_here, release))
    found["under"] = {holder: names for holder, names in found["under"].items() if names}
    return found


def _codeable(made: Json) -> Json:
    """Elements that hold a concept or a reference: R5 alone has this type."""
    rows = (row["elements"].items() for row in made["types"].values())
    found = {name for row in rows for name, text in row if text.split(" ")[1] == "CodeableReference"}
    return dict.fromkeys(sorted(found), "r5")


def _names_below(package: Package) -> dict[str, set[str]]:
    """The elements of whatever stands under a name, in every type of a release: `relatedAction` has `relationship`."""
    found: dict[str, set[str]] = {}
    for one in _types_of(package):
        for element in one["snapshot"]["element"]:
            holder, _, name = element["path"].rpartition(".")
            if "." in holder:
                found.setdefault(holder.rpartition(".")[2], set()).update(_spelled(name, _types(element)))
    return found


def _every_name(package: Package) -> set[str]:
    """The name of every element of every type of a release, profiles left out."""
    return {
        name
        for one in _types_of(package)
        for element in one["snapshot"]["element"]
        for name in _spelled(element["path"].rpartition(".")[2], _types(element))
    }


def _names(row: Json) -> Iterator[str]:
    for name, text in row["elements"].items():
        yield from _spelled(name, text.split(" ")[1].split("|"))


def _spelled(name: str, types: Iterable[str]) -> Iterator[str]:
    """An element as JSON spells it: `dose[x]` has a name for each of its types."""
    stem = name.removesuffix("[x]")
    if stem == name:
        yield name
    else:
        yield from (stem + ("Quantity" if one == "SimpleQuantity" else one[:1].upper() + one[1:]) for one in types)


def as_text(table: Json) -> str:
    """JSON with one line for each row, so that a difference is a line."""
    lines = []
    for name, value in table.items():
        if isinstance(value, dict):
            inner = (f"  {json.dumps(key)}: {json.dumps(row, ensure_ascii=False)}" for key, row in value.items())
            lines.append(f" {json.dumps(name)}: {{\n" + ",\n".join(inner) + "\n }")
        else:
            lines.append(f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("packages", nargs=4, type=Path, metavar="PACKAGE", help="R4, R5, extensions R4, extensions R5")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a table differs")
    asked = parser.parse_args(words)
    texts = {name: as_text(table) for name, table in tables(*map(Package.read, asked.packages)).items()}
    stale = [name for name, text in texts.items() if not _is_same(HERE / name, text)]
    for name in stale:
        print(name, "differs" if asked.check else "written")
        if not asked.check:
            (HERE / name).write_text(texts[name], encoding="utf-8")
    return int(asked.check and bool(stale))


def _is_same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
