"""A regimen as one self-contained transaction, and the definitions that all bundles share."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from dosetrace.course import Lookup
from dosetrace.fhir.urls import BASE, SOURCE
from dosetrace.fhir.write.activity import activity_definition, levels
from dosetrace.fhir.write.conditions import branches_of, library
from dosetrace.fhir.write.elements import Release, extract_id, own_identifier, paragraph, quantity, quoted
from dosetrace.fhir.write.jsontext import Json
from dosetrace.fhir.write.plan import plan_definition, population_id
from dosetrace.model import Extract, Population, Regimen


@dataclass(frozen=True)
class Citation:
    """How a source is cited, as far as it states it itself."""

    label: str
    text: str
    doi: str | None = None


def bundle(regimen: Regimen, lookup: Lookup, release: Release, citations: dict[str, Citation]) -> Json:
    """The transaction: the plan first, then all it refers to, each resource once. `citations` by source id."""
    resources = list(_resources(regimen, lookup, release, citations))
    entries = {f"{resource['resourceType']}/{resource['id']}": resource for resource in resources}
    return {
        "resourceType": "Bundle",
        "id": regimen.id,
        "type": "transaction",
        "entry": [
            {"fullUrl": f"{BASE}/{place}", "resource": resource, "request": {"method": "PUT", "url": place}}
            for place, resource in entries.items()
        ],
    }


def _resources(regimen: Regimen, lookup: Lookup, release: Release, citations: dict[str, Citation]) -> Iterator[Json]:
    related = [_artifact(citations[extract.source]) for extract in regimen.extracts if extract.source in citations]
    yield plan_definition(regimen, lookup, release, related)
    for level in dict.fromkeys(levels(regimen).values()):
        yield activity_definition(regimen, level)
    branches, kinds = branches_of(regimen)
    if branches:
        yield library(regimen, branches, kinds)
    if regimen.population:
        yield _group(regimen, release)
    for extract in regimen.extracts:
        label = citations[extract.source].label if extract.source in citations else extract.source
        yield _document(regimen, extract, label)
    for part in regimen.parts:
        yield from _resources(lookup(part), lookup, release, citations)


def _artifact(citation: Citation) -> Json:
    url = {"url": f"https://doi.org/{citation.doi}"} if citation.doi else {}
    return {"type": "citation", "display": citation.label, "citation": citation.text, **url}


def _document(regimen: Regimen, extract: Extract, label: str) -> Json:
    data = extract.text.encode()
    title = f"Sentences of {label} that {regimen.title} uses"
    return {
        "resourceType": "DocumentReference",
        "id": extract_id(regimen, extract.source),
        "text": paragraph(title),
        "identifier": [
            own_identifier(extract_id(regimen, extract.source)),
            {"system": SOURCE, "value": extract.source},
        ],
        "status": "current",
        "description": title,
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain; charset=utf-8",
                    "data": base64.b64encode(data).decode(),
                    "hash": base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode(),
                    "title": title,
                }
            }
        ],
    }


def _group(regimen: Regimen, release: Release) -> Json:
    kind = {"actual": False} if release is Release.R4 else {"membership": "definitional"}
    text = "; ".join(f"{fact.fact}: {fact.text}" for fact in regimen.population)
    return {
        "resourceType": "Group",
        "id": population_id(regimen),
        "text": paragraph(text),
        "identifier": [own_identifier(population_id(regimen))],
        "type": "person",
        **kind,
        "name": f"Patients of {regimen.title}",
        "characteristic": [_characteristic(regimen, fact) for fact in regimen.population],
    }


def _characteristic(regimen: Regimen, fact: Population) -> Json:
    marks = quoted(regimen, fact.quotes)
    if fact.threshold is None or fact.threshold.relation != ">=":
        value: Json = {"valueCodeableConcept": {"extension": marks, "text": fact.text}}
    else:
        limit = fact.threshold.amount
        value = {"valueRange": {"low": quantity(limit.low, limit.unit, marks)}}
    return {"code": {"text": fact.fact}, **value, "exclude": False}
