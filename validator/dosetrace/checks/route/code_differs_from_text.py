"""The code of a route is the route that people read."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, objects, words
from dosetrace.findings import Level, Path, Problem
from dosetrace.terminology import ROUTES, routes_by_code

LEVEL = Level.ERROR
WHY = "People read the word, a system routes by the code: vincristine given by the intrathecal route is fatal."
JUDGES = (Fhir,)

_SLOTS = ("dosage", "dosageInstruction")


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.resources:
        for slot in _SLOTS:
            for index, dosage in objects(resource.value.get(slot)):
                yield from _judge(mapping(dosage.get("route")), (*resource.path, slot, index, "route"))


def _judge(route: Json, path: Path) -> Iterator[Problem]:
    for index, coding in objects(route.get("coding")):
        coded = routes_by_code().get((words(coding.get("system")), words(coding.get("code"))))
        shown = (words(route.get("text")), words(coding.get("display"))) if coded else ()
        other = next(((text, said) for text in shown for said in _named(text) if said != coded), None)
        if other is not None:
            yield Problem(f'"{other[0]}" has the code of {coded}', (*path, "coding", index, "code"), coded, other[1])


def _named(text: str) -> list[str]:
    """The first of our routes that a text names."""
    return [name for name in ROUTES if name in text.lower()][:1]
