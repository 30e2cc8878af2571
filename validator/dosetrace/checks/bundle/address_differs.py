"""Every entry has one address: fullUrl, url, request and id agree."""

from __future__ import annotations

from collections import Counter
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
    yield from _elsewhere(subject)


def _judge(entry: Json, path: Path) -> Iterator[Problem]:
    resource, request = mapping(entry.get("resource")), mapping(entry.get("request"))
    place = f"{words(resource.get('resourceType'))}/{words(resource.get('id'))}"
    full, url = words(entry.get("fullUrl")), words(resource.get("url"))
    if url and full.startswith("http") and url.rsplit("/", 2)[0] == full.rsplit("/", 2)[0] and url != full:
        yield Problem(f'the url "{url}" is not the fullUrl "{full}"', (*path, "resource", "url"), url, full)
    if request.get("method") == "PUT" and request.get("url") != place:
        yield Problem(
            f'the request goes to "{request.get("url")}", the resource is {place}',
            (*path, "request", "url"),
            words(request.get("url")),
            place,
        )
    if full and not full.startswith("urn:") and resource.get("id") and not full.endswith(f"/{place}"):
        yield Problem(f'the fullUrl "{full}" does not end in {place}', (*path, "fullUrl"), full, place)


def _elsewhere(subject: Fhir) -> Iterator[Problem]:
    """Entries whose base is not that of the others: relative references to them do not resolve."""
    for name, places in (("fullUrl", _bases(subject, "fullUrl")), ("url", _bases(subject, "url"))):
        usual, often = Counter(base for _, base in places).most_common(1)[0] if places else ("", 0)
        for path, base in places:
            if base != usual and often > 1:
                yield Problem(f'the {name} begins with "{base}", of the others with "{usual}"', path, base, usual)


def _bases(subject: Fhir, name: str) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    for index, entry in objects(subject.document.value.get("entry")):
        holder = mapping(entry.get("resource")) if name == "url" else entry
        path: Path = ("entry", index, "resource", "url") if name == "url" else ("entry", index, "fullUrl")
        address = words(holder.get(name))
        if address.startswith("http") and address.count("/") > 3:
            found.append((path, address.rsplit("/", 2)[0]))
    return found
