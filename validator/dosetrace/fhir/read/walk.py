"""Going through a FHIR file: every object, every action, every canonical, each with its path."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.fhir.read.document import FhirDocument, Json, Resource, listed, mapping, objects
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.findings import Path


def actions(document: FhirDocument) -> Iterator[tuple[Path, Json]]:
    """Every action of every plan or request group, parents first."""
    for resource in document.resources:
        yield from actions_of(resource)


@once_per_document
def actions_of(resource: Resource) -> tuple[tuple[Path, Json], ...]:
    """Every action of one resource, parents first, in order."""
    return tuple(_actions(resource)) if resource.value.get("action") else ()


def _actions(resource: Resource) -> Iterator[tuple[Path, Json]]:
    stack: list[tuple[Path, Json]] = [(resource.path, resource.value)]
    while stack:
        path, here = stack.pop()
        if here is not resource.value:
            yield path, here
        stack += [((*path, "action", index), action) for index, action in objects(here.get("action"))][::-1]


@once_per_document
def conditions(document: FhirDocument) -> tuple[tuple[Path, Json], ...]:
    """The expression of every condition of every action."""
    return tuple(_conditions(document))


def _conditions(document: FhirDocument) -> Iterator[tuple[Path, Json]]:
    for path, action in actions(document):
        for index, condition in objects(action.get("condition")):
            yield (*path, "condition", index, "expression"), mapping(condition.get("expression"))


def canonicals(document: FhirDocument) -> Iterator[tuple[Path, str]]:
    """Every canonical a plan depends on: definitions, libraries, those of its conditions, and what it lists."""
    for resource in document.resources:
        for index, target in enumerate(listed(resource.value.get("library"))):
            if isinstance(target, str):
                yield (*resource.path, "library", index), target
        for index, artifact in objects(resource.value.get("relatedArtifact")):
            if artifact.get("type") == "depends-on" and isinstance(artifact.get("resource"), str):
                yield (*resource.path, "relatedArtifact", index, "resource"), artifact["resource"]
    for path, action in actions(document):
        if isinstance(action.get("definitionCanonical"), str):
            yield (*path, "definitionCanonical"), action["definitionCanonical"]
    for path, expression in conditions(document):
        if isinstance(expression.get("reference"), str):
            yield (*path, "reference"), expression["reference"]
