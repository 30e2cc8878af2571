"""The extensions beside a value: the words it came from, that it is ours, that it is not stated."""

from __future__ import annotations

from typing import Any

from dosetrace.fhir.read.document import FhirDocument, Json, mapping, objects, words
from dosetrace.fhir.urls import DATA_ABSENT_REASON, DAYS_OF_CYCLE, DERIVATION_REFERENCE, DERIVED, NOT_STATED
from dosetrace.timeline import Quote


def extensions(element: Any, url: str) -> list[Json]:
    """The extensions of an element with this url."""
    found = element.get("extension") if isinstance(element, dict) else None
    if not isinstance(found, list):
        return []
    return [item for item in found if isinstance(item, dict) and item.get("url") == url]


def part(extension: Json, name: str) -> Json:
    """The inner extension of this name, empty where there is none."""
    return next(iter(extensions(extension, name)), {})


def quotes(element: Any, document: FhirDocument) -> tuple[Quote, ...]:
    """The words an element points to; references that lead nowhere are left to the checks."""
    found = (quote(item, document) for item in extensions(element, DERIVATION_REFERENCE))
    return tuple(item for item in found if item is not None)


def quote(extension: Json, document: FhirDocument) -> Quote | None:
    """The slice of the extract that one derivation-reference names, looked up once."""
    known, key = document.quotes, id(extension)
    if key not in known:
        known[key] = _quote(extension, document)
    return known[key]


def _quote(extension: Json, document: FhirDocument) -> Quote | None:
    attachment = document.attachments.get(
        words(mapping(part(extension, "reference").get("valueReference")).get("reference"))
    )
    start, length = (
        part(extension, "offset").get("valueInteger"),
        part(extension, "length").get("valueInteger"),
    )
    if attachment is None or not isinstance(start, int) or not isinstance(length, int):
        return None
    if start < 0 or length < 1 or start + length > len(attachment.text):
        return None
    return Quote(attachment.source, attachment.text[start : start + length], start)


def derived(element: Any) -> str | None:
    """The arithmetic of a number of ours."""
    return next((words(item.get("valueString")) for item in extensions(element, DERIVED)), None)


def gaps(element: Any) -> list[str]:
    """What the element says the source does not state."""
    return [words(item.get("valueString")) for item in extensions(element, NOT_STATED)]


def is_absent(element: Any) -> bool:
    return bool(extensions(element, DATA_ABSENT_REASON))


def days_of_cycle(action: Json) -> list[int]:
    """The days named by the timing-daysOfCycle extension."""
    found = [
        item.get("valueInteger")
        for extension in extensions(action, DAYS_OF_CYCLE)
        for _, item in objects(extension.get("extension"))
        if item.get("url") == "day"
    ]
    return [day for day in found if isinstance(day, int) and not isinstance(day, bool)]
