"""One FHIR JSON file: its resources, what they are called, and the extracts they carry."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dosetrace.fhir.definitions.release import own_elements, release_of, votes
from dosetrace.fhir.read.jsonvalue import DEEPEST, JsonError, positions, read_json
from dosetrace.fhir.urls import SOURCE
from dosetrace.findings import Path
from dosetrace.timeline import Quote

Json = dict[str, Any]


def mapping(value: Any) -> Json:
    """The value where it is an object, else an empty one: FHIR of others may hold anything."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def objects(value: Any) -> list[tuple[int, Json]]:
    """The objects of a list with their positions."""
    if not value or not isinstance(value, list):
        return []
    return [(index, item) for index, item in enumerate(value) if isinstance(item, dict)]


def words(value: Any) -> str:
    """The value where it is text, else nothing."""
    return value if isinstance(value, str) else ""


_HOLDING = (dict, list)
PLANS = ("PlanDefinition", "RequestGroup", "RequestOrchestration")
"""What has actions: a plan, and what it becomes for a patient in R4 and in R5."""


@dataclass(frozen=True, eq=False)
class Resource:
    """A resource and where it stands in the file."""

    kind: str
    id: str
    value: Json
    path: Path
    full_url: str = ""

    @property
    def url(self) -> str:
        return words(self.value.get("url"))

    @property
    def version(self) -> str:
        return words(self.value.get("version"))

    @property
    def name(self) -> str:
        """The last part of its url, else its id: what it is called on every server."""
        return self.url.rsplit("/", 1)[-1] or self.id

    @property
    def reference(self) -> str:
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True, eq=False)
class Attachment:
    """The text a DocumentReference carries, and the source it says it comes from."""

    source: str
    text: str
    path: Path
    hash: str


@dataclass(frozen=True, eq=False)
class FhirDocument:
    """A file as read. Nothing in it is trusted to have the right shape."""

    file: str
    text: str | None
    """None where it was given parsed."""
    value: Json
    given_release: str | None = None
    first_line: int = 1
    """The line of the file that the text begins in."""

    def positions(self, paths: Collection[Path]) -> Mapping[Path, tuple[int, int] | None]:
        """Line and column in the file of the value at each path, or of the nearest one above it; in one go."""
        if self.text is None or not paths:
            return dict.fromkeys(paths)
        found = positions(self.text, paths)
        return {path: (line + self.first_line - 1, column) for path, (line, column) in found.items()}

    def position(self, path: Path) -> tuple[int, int] | None:
        """Line and column of one path; None where there is no text."""
        return self.positions([path])[path]

    @cached_property
    def quotes(self) -> dict[int, Quote | None]:
        """The words of the derivation-references that were looked up before, by the identity of the extension."""
        return {}

    @cached_property
    def is_bundle(self) -> bool:
        return self.value.get("resourceType") == "Bundle"

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every resource: the entries of a bundle with what they contain, or the single one."""
        found: list[Resource] = []
        if not self.is_bundle:
            return tuple(_with_contained(self.value, (), ""))
        for index, entry in objects(self.value.get("entry")):
            if isinstance(entry.get("resource"), dict):
                path: Path = ("entry", index, "resource")
                found += _with_contained(entry["resource"], path, words(entry.get("fullUrl")))
        return tuple(found)

    @cached_property
    def elements(self) -> tuple[tuple[Path, Json], ...]:
        """Every object in the file with its path."""
        found: list[tuple[Path, Json]] = []
        stack: list[tuple[Path, Any]] = [((), self.value)]
        while stack:
            path, here = stack.pop()
            if isinstance(here, dict):
                found.append((path, here))
            steps: Iterable[tuple[str | int, Any]] = here.items() if isinstance(here, dict) else enumerate(here)
            stack += [((*path, step), value) for step, value in steps if isinstance(value, _HOLDING)]
        return tuple(found)

    @cached_property
    def extensions(self) -> tuple[tuple[Path, Json], ...]:
        """Every extension in the file with its path."""
        return tuple(found for found in self.elements if len(found[0]) > 1 and found[0][-2] == "extension")

    def of_kind(self, kind: str) -> list[Resource]:
        return [resource for resource in self.resources if resource.kind == kind]

    @cached_property
    def plans(self) -> list[Resource]:
        """Every resource that has actions."""
        return [resource for resource in self.resources if resource.kind in PLANS]

    @cached_property
    def release(self) -> str:
        """`r4` or `r5`, from what only one of them has; R4 where nothing tells."""
        return self.given_release or release_of(self._votes)

    def release_of(self, resource: Json) -> str:
        """The release of one resource of the file where its own elements tell another one, else that of the file."""
        return release_of(votes(own_elements(resource)), self.release) if self._is_mixed else self.release

    @cached_property
    def _votes(self) -> Counter[str]:
        return votes(self.elements)

    @cached_property
    def _is_mixed(self) -> bool:
        return any(release != self.release for release in self._votes)

    @cached_property
    def _by_canonical(self) -> dict[str, Resource]:
        table: dict[str, Resource] = {}
        for resource in self.resources:
            if resource.url:
                table.setdefault(resource.url, resource)
                table.setdefault(f"{resource.url}|{resource.version}", resource)
        return table

    @cached_property
    def _by_reference(self) -> dict[str, Resource]:
        table: dict[str, Resource] = {}
        for resource in self.resources:
            for name in (resource.reference, resource.full_url, f"#{resource.id}"):
                table.setdefault(name, resource)
        return table

    def canonical(self, target: str) -> Resource | None:
        """The resource a canonical (`url|version`, `url` or `#id`) names, None where it is not in this file."""
        return self._by_reference.get(target) if target.startswith("#") else self._by_canonical.get(target)

    def referenced(self, target: str) -> Resource | None:
        """The resource a reference names, None where it is not in this file."""
        return self._by_reference.get(target)

    def defined(self, target: str) -> Resource | None:
        """What an action names, a definition by its canonical or a request by its reference; None elsewhere."""
        return self.canonical(target) or self.referenced(target)

    @cached_property
    def attachments(self) -> dict[str, Attachment]:
        """The text of every DocumentReference by its reference; undecodable ones are left out."""
        found = ((resource.reference, _attachment(resource)) for resource in self.of_kind("DocumentReference"))
        return {reference: attachment for reference, attachment in found if attachment is not None}

    @cached_property
    def root_plan(self) -> Resource | None:
        """The plan no other plan of the file refers to; a group of requests where there is no plan."""
        plans = self.of_kind("PlanDefinition") or self.plans
        named = (
            {self.canonical(target) for plan in plans for target in _definitions(plan.value)}
            if len(plans) > 1
            else set()
        )
        return next((plan for plan in plans if plan not in named), plans[0] if plans else None)


def read_fhir(text: str, file: str, release: str | None = None, first_line: int = 1) -> FhirDocument:
    """A FHIR file from its text, which begins in a line of the file. Raises JsonError where it is no JSON object with a
    resourceType."""
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith("<"):
        raise JsonError("it is XML; expected FHIR JSON")
    return _document(FhirDocument(file, text, read_json(text), release, first_line))


def parsed_fhir(value: Json, file: str, release: str | None = None) -> FhirDocument:
    """A FHIR resource that was parsed before, of which there is no text. Raises JsonError."""
    return _document(FhirDocument(file, None, value, release))


def _document(document: FhirDocument) -> FhirDocument:
    value = document.value
    if isinstance(value, list):
        raise JsonError('a list; expected one resource: several are a Bundle, or lines of a file named ".ndjson"')
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        raise JsonError('no FHIR resource; expected an object with a "resourceType"')
    deepest = max(document.elements, key=lambda element: len(element[0]))[0]
    if len(deepest) > DEEPEST:
        line, column = document.position(deepest[:DEEPEST]) or (1, 1)
        raise JsonError(f"nested too deep, {len(deepest):,} levels; expected at most {DEEPEST:,}", line, column)
    return document


def _with_contained(value: Json, path: Path, full_url: str) -> Iterator[Resource]:
    yield Resource(words(value.get("resourceType")), words(value.get("id")), value, path, full_url)
    for index, inner in objects(value.get("contained")):
        yield Resource(words(inner.get("resourceType")), words(inner.get("id")), inner, (*path, "contained", index))


def _definitions(value: Any) -> Iterator[str]:
    """Every definitionCanonical below a plan."""
    stack = [value]
    while stack:
        here = stack.pop()
        for _, action in objects(mapping(here).get("action")):
            stack.append(action)
            if isinstance(action.get("definitionCanonical"), str):
                yield action["definitionCanonical"]


def _attachment(resource: Resource) -> Attachment | None:
    contents = objects(resource.value.get("content"))
    if not contents:
        return None
    attachment = mapping(contents[0][1].get("attachment"))
    source = next(
        (
            words(item.get("value"))
            for _, item in objects(resource.value.get("identifier"))
            if item.get("system") == SOURCE
        ),
        "",
    )
    try:
        text = base64.b64decode(words(attachment.get("data")), validate=True).decode()
    except ValueError:
        return None
    return Attachment(
        source, text, (*resource.path, "content", contents[0][0], "attachment"), words(attachment.get("hash"))
    )
