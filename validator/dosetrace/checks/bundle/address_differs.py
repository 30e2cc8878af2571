"""Every entry has one address: fullUrl, url, request and id agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, Resource, mapping, objects, words
from dosetrace.fhir.urls import resource_id
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "FHIR Bundle.entry.fullUrl: it SHALL NOT disagree with the id; else two ways of looking up find two resources."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for index, entry in objects(subject.document.value.get("entry")) if subject.document.is_bundle else ():
        resource = mapping(entry.get("resource"))
        if resource.get("id"):
            yield from _judge(entry, resource, ("entry", index))
    if subject.has_provenance:
        yield from _elsewhere(subject)


def _judge(entry: Json, resource: Json, path: Path) -> Iterator[Problem]:
    place = f"{words(resource.get('resourceType'))}/{words(resource.get('id'))}"
    request, full = mapping(entry.get("request")), words(entry.get("fullUrl"))
    target = words(request.get("url"))
    if request.get("method") == "PUT" and "?" not in target and target != place and not target.endswith(f"/{place}"):
        yield Problem(
            f'the request goes to "{target}", the resource is {place}', (*path, "request", "url"), target, place
        )
    if full and not full.startswith("urn:") and not full.endswith(f"/{place}"):
        yield Problem(f'the fullUrl "{full}" does not end in {place}', (*path, "fullUrl"), full, place)


def _elsewhere(subject: Fhir) -> Iterator[Problem]:
    """Entries whose base is not that of the others, where relative references do not resolve; urls of their own."""
    for resource in subject.document.resources:
        home = resource.full_url.rsplit("/", 2)[0]
        if home and resource.url.rsplit("/", 2)[0] == home and resource.full_url not in _addresses(resource):
            message = f'the fullUrl "{resource.full_url}" is not that of the url "{resource.url}"'
            yield Problem(message, (*resource.path, "url"), resource.url, resource.full_url)
    for name, places in (("fullUrl", _bases(subject, "fullUrl")), ("url", _bases(subject, "url"))):
        usual, often = Counter(base for _, base in places).most_common(1)[0] if places else ("", 0)
        for path, base in places:
            if base != usual and often > 1:
                yield Problem(f'the {name} begins with "{base}", of the others with "{usual}"', path, base, usual)


def _addresses(resource: Resource) -> tuple[str, str]:
    """Where a resource may stand below the base of its url: at the url itself, or at the id of its version."""
    base = resource.url.rsplit("/", 1)[0]
    return resource.url, f"{base}/{resource_id(resource.name, resource.version)}"


def _bases(subject: Fhir, name: str) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    for index, entry in objects(subject.document.value.get("entry")):
        holder = mapping(entry.get("resource")) if name == "url" else entry
        path: Path = ("entry", index, "resource", "url") if name == "url" else ("entry", index, "fullUrl")
        address = words(holder.get(name))
        if address.startswith("http") and address.count("/") > 3:
            found.append((path, address.rsplit("/", 2)[0]))
    return found
