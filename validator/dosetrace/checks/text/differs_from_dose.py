"""The doses in the texts of a definition are its dose."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Resource, mapping, objects, words
from dosetrace.fhir.read.dosage import dose_of
from dosetrace.findings import Level, Path, Problem
from dosetrace.reader.phrases import doses
from dosetrace.schedule import Dose

LEVEL = Level.ERROR
WHY = 'HL7\'s own example medrx0309 says "twice daily" and encodes once in two days.'
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.of_kind("ActivityDefinition"):
        stated = dose_of(subject.document, resource)
        for path, text in _texts(resource):
            yield from _judge(text, path, stated)


def _texts(resource: Resource) -> Iterator[tuple[Path, str]]:
    for name in ("title", "description"):
        yield (*resource.path, name), words(resource.value.get(name))
    yield (*resource.path, "text", "div"), words(mapping(resource.value.get("text")).get("div"))
    for index, dosage in objects(resource.value.get("dosage")):
        yield (*resource.path, "dosage", index, "text"), words(dosage.get("text"))


def _judge(text: str, path: Path, stated: Dose) -> Iterator[Problem]:
    for said in doses(text):
        if stated.amount is None:
            yield Problem(f"the text says {said.amount}, no dose is coded", path, str(said.amount), "no dose")
        elif not said.amount.equals(stated.amount):
            message = f"the text says {said.amount}, the dose is {stated.amount}"
            yield Problem(message, path, str(said.amount), str(stated.amount))
