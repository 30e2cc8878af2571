"""The tables of types, codes and primitives of one release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dosetrace.fhir.definitions.extract.codes import Unexpanded, expanded
from dosetrace.fhir.definitions.extract.package import Package

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


def definitions(package: Package) -> Json:
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
        todo += [one for element in structure["snapshot"]["element"] for one in type_codes(element)]
    return sorted(found)


def _rows(structure: Json) -> Iterator[tuple[str, Json]]:
    """A row for the type and one for each nested element: what it is a kind of, its elements, its invariants."""
    root, *inner = structure["snapshot"]["element"]
    for element in (root, *(one for one in inner if _is_nested(one))):
        name = structure["name"] if element is root else element["path"]
        base = _last(structure.get("baseDefinition", "")) if element is root else type_codes(element)[0]
        below = [one for one in inner if one["path"].rpartition(".")[0] == element["path"] and _is_own(one, structure)]
        own = {one["path"].rpartition(".")[2]: _element(one) for one in below}
        primitives = [one for one in below if all(kind[:1].islower() for kind in type_codes(one))]
        row = {"is": base, "elements": own, "targets": dict(_targets(below)), **_constraints((element, *primitives))}
        yield name, {key: value for key, value in row.items() if value or key in ("is", "elements")}


def _targets(elements: Iterable[Json]) -> Iterator[tuple[str, list[str]]]:
    """The resources that each reference may lead to, where it may not lead to all."""
    for element in elements:
        references = [one for one in element.get("type", ()) if one["code"] in ("Reference", "CodeableReference")]
        found = sorted({_last(profile) for one in references for profile in one.get("targetProfile", ())})
        if found and "Resource" not in found:
            yield element["path"].rpartition(".")[2], found


def _is_own(element: Json, structure: Json) -> bool:
    """Whether the type itself defines it: inherited elements stand in the row of the base."""
    return bool(element.get("base", {}).get("path", element["path"]).split(".")[0] == structure["name"])


def _is_nested(element: Json) -> bool:
    return "contentReference" not in element and type_codes(element)[0] in _NESTED and not _is_inherited(element)


def _is_inherited(element: Json) -> bool:
    return bool(element.get("base", {}).get("path", element["path"]).split(".")[0] != element["path"].split(".")[0])


def _element(element: Json) -> str:
    """`1..1 code request-intent`: how often, of which types, from which list of codes."""
    if "contentReference" in element:
        types = [element["contentReference"].partition("#")[2]]
    else:
        types = (
            [element["path"]] if type_codes(element)[0] in _NESTED and "." in element["path"] else type_codes(element)
        )
    binding = element.get("binding", {})
    codes = [_set_name(binding)] if binding.get("strength") == "required" else []
    return " ".join([f"{element['min']}..{element['max']}", "|".join(types), *codes])


def type_codes(element: Json) -> list[str]:
    """The type codes of an element; a Quantity that has to be a simple one is a type of its own."""
    found = [_type(one) for one in element.get("type", ())]
    return list(dict.fromkeys(found)) or ["Element"]


def _type(one: Json) -> str:
    simple = any(_last(profile) == "SimpleQuantity" for profile in one.get("profile", ()))
    primitive: Json = next((found for found in one.get("extension", ()) if found["url"] == _TYPE_OF), {})
    named = primitive.get("valueUrl") or primitive.get("valueUri")
    return "SimpleQuantity" if simple else str(named or one["code"].rpartition("/")[2])


def _constraints(elements: Iterable[Json]) -> Json:
    """The keys of the invariants of a type and of the primitives in it: errors, and apart what FHIR only advises."""
    found: dict[str, set[str]] = {"error": set(), "warning": set()}
    for element in elements:
        for constraint in element.get("constraint", ()):
            if constraint["key"] != "ele-1" and not (
                constraint["key"].startswith("dom-") and "Resource" not in element["path"]
            ):
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
    return sorted(one["name"] for one in types_of(package) if one["kind"] == "resource" and not one["abstract"])


def types_of(package: Package) -> Iterator[Json]:
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


def spelled(name: str, types: Iterable[str]) -> Iterator[str]:
    """An element as JSON spells it: `dose[x]` has a name for each of its types."""
    stem = name.removesuffix("[x]")
    if stem == name:
        yield name
    else:
        yield from (stem + ("Quantity" if one == "SimpleQuantity" else one[:1].upper() + one[1:]) for one in types)
