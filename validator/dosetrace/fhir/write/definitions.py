"""The extensions, codes and identifier systems that our bundles use, as resources of their own."""

from __future__ import annotations

from dosetrace.fhir.urls import BASE, OBSERVATIONS, RESOURCE, SOURCE
from dosetrace.fhir.write.elements import PUBLISHER, Release, name_of, paragraph
from dosetrace.fhir.write.jsontext import Json

VERSION = "1.0.0"
DATE = "2026-11-21"

_SIMPLE = {
    "derived": ("A number of ours: the value, then how it follows", "string", "Element"),
    "not-stated": ("Something the source does not state", "string", "Element"),
}
_COMPLEX = {
    "stated-total": (
        "A sum that the source itself states, of one drug in one cycle",
        {"drug": ("string", 1), "total": ("Quantity", 1), "when": ("string", 0)},
        "PlanDefinition.action",
    ),
    "from-cycle": (
        "The first cycle, counted from 1 within the action it belongs to, in which a branch can be taken",
        {"cycle": ("integer", 1), "derived": ("string", 1)},
        "PlanDefinition.action",
    ),
}


_IDENTIFIERS = {
    SOURCE: "Documents that regimens are taken from",
    RESOURCE: "Resources of our bundles that have no url of their own",
}


def definitions(release: Release) -> list[Json]:
    """Everything a validator has to know to understand our bundles."""
    simple = [
        _extension(name, text, context, release, _simple_elements(name, kind))
        for name, (text, kind, context) in _SIMPLE.items()
    ]
    parts = [
        _extension(name, text, context, release, _complex_elements(name, inner))
        for name, (text, inner, context) in _COMPLEX.items()
    ]
    systems = [_naming_system(address, text) for address, text in _IDENTIFIERS.items()]
    return [*simple, *parts, _code_system(), *systems, _search_parameter(release)]


def _head(kind: str, name: str, url: str, text: str) -> Json:
    return {
        "resourceType": kind, "id": name, "text": paragraph(text), "url": url, "version": VERSION,
        "name": name_of(name), "title": text, "status": "active", "experimental": False, "date": DATE,
        "publisher": PUBLISHER, "description": text,
    }  # fmt: skip


def _extension(name: str, text: str, context: str, release: Release, elements: list[Json]) -> Json:
    return {
        **_head("StructureDefinition", name, f"{BASE}/StructureDefinition/{name}", text),
        "fhirVersion": release.version,
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": context}],
        "type": "Extension",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "derivation": "constraint",
        "differential": {
            "element": [
                {"id": "Extension", "path": "Extension", "short": text, "definition": text},
                *elements,
            ]
        },
    }


def _simple_elements(name: str, kind: str) -> list[Json]:
    url = f"{BASE}/StructureDefinition/{name}"
    return [
        {"id": "Extension.extension", "path": "Extension.extension", "max": "0"},
        {"id": "Extension.url", "path": "Extension.url", "fixedUri": url},
        {"id": "Extension.value[x]", "path": "Extension.value[x]", "min": 1, "type": [{"code": kind}]},
    ]


def _complex_elements(name: str, parts: dict[str, tuple[str, int]]) -> list[Json]:
    slicing = {"discriminator": [{"type": "value", "path": "url"}], "rules": "open"}
    inner = [element for part, (kind, least) in parts.items() for element in _slice(part, kind, least)]
    return [
        {"id": "Extension.extension", "path": "Extension.extension", "slicing": slicing},
        *inner,
        {"id": "Extension.url", "path": "Extension.url", "fixedUri": f"{BASE}/StructureDefinition/{name}"},
        {"id": "Extension.value[x]", "path": "Extension.value[x]", "max": "0"},
    ]


def _slice(part: str, kind: str, least: int) -> list[Json]:
    at = f"Extension.extension:{part}"
    return [
        {"id": at, "path": "Extension.extension", "sliceName": part, "min": least, "max": "1"},
        {"id": f"{at}.url", "path": "Extension.extension.url", "fixedUri": part},
        {"id": f"{at}.value[x]", "path": "Extension.extension.value[x]", "min": 1, "type": [{"code": kind}]},
    ]


def _code_system() -> Json:
    text = "Observations that the conditions of our bundles ask for; a site maps them to its own"
    concepts = [
        ("response", "response of the leukaemia to treatment"),
        ("cr", "complete remission"),
        ("cri", "complete remission with incomplete hematologic recovery"),
        ("no-remission", "neither"),
        ("cd20-expression", "CD20 expression, in percent"),
    ]
    return {
        **_head("CodeSystem", "observations", OBSERVATIONS, text),
        "caseSensitive": True,
        "content": "complete",
        "concept": [{"code": code, "display": display} for code, display in concepts],
    }


_REFERENCES = (
    "PlanDefinition.subject.ofType(Reference)",
    "PlanDefinition.descendants().where(url = 'reference').value.ofType(Reference)",
)


def _search_parameter(release: Release) -> Json:
    text = "What a plan refers to by a literal reference: its population and the documents its numbers come from"
    return {
        "resourceType": "SearchParameter", "id": "plan-refers-to", "text": paragraph(text),
        "url": f"{BASE}/SearchParameter/plan-refers-to", "version": VERSION, "name": name_of("plan-refers-to"),
        "status": "active", "experimental": False, "date": DATE, "publisher": PUBLISHER, "description": text,
        "code": "refers-to", "base": ["PlanDefinition"], "type": "reference",
        "expression": " | ".join(_REFERENCES), "target": ["DocumentReference", "Group"],
        **({"processingMode": "normal"} if release is Release.R5 else {}),
    }  # fmt: skip


def _naming_system(address: str, text: str) -> Json:
    name = address.rsplit("/", 1)[-1]
    return {
        "resourceType": "NamingSystem", "id": name, "text": paragraph(text), "name": f"Dosetrace{name_of(name)}",
        "status": "active", "kind": "identifier", "date": DATE, "publisher": PUBLISHER, "description": text,
        "uniqueId": [{"type": "uri", "value": address, "preferred": True}],
    }  # fmt: skip
