"""Every entry has one address: fullUrl, url, request and id agree."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, objects, words
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "A server that resolves references by fullUrl finds another resource than one that goes by id."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    if not subject.document.is_bundle:
        return
    for index, entry in objects(subject.document.value.get("entry")):
        yield from _judge(entry, ("entry", index))


def _judge(entry: Json, path: Path) -> Iterator[Problem]:
    resource, request = mapping(entry.get("resource")), mapping(entry.get("request"))
    place = f"{words(resource.get('resourceType'))}/{words(resource.get('id'))}"
    full, url = words(entry.get("fullUrl")), words(resource.get("url"))
    if request.get("method") == "PUT" and request.get("url") != place:
        yield Problem(
            f'the request goes to "{request.get("url")}", the resource is {place}',
            (*path, "request", "url"),
            words(request.get("url")),
            place,
        )
    if full and not full.startswith("urn:") and resource.get("id") and not full.endswith(f"/{place}"):
        yield Problem(f'the fullUrl "{full}" does not end in {place}', (*path, "fullUrl"), full, place)
    if (
        url
        and request.get("method") == "PUT"
        and full.startswith("http")
        and url.rsplit("/", 2)[0] == full.rsplit("/", 2)[0]
        and url != full
    ):
        yield Problem(f'the url "{url}" is not the fullUrl "{full}"', (*path, "resource", "url"), url, full)
