"""What the actions of a plan say of their order: each relation with the actions it stands between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dosetrace.fhir.read.document import FhirDocument, Json, Resource, mapping, objects, words
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.fhir.read.walk import actions, actions_of
from dosetrace.findings import Path

_AFTER, _BEFORE = ("after", "after-start", "after-end"), ("before", "before-start")
ENDS = ("after", "after-end", "before", "before-start")
"""What cannot be said of a group by what is part of it."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relatedAction: whose it is, to what, how, and the groups that the action is part of."""

    action: str
    target: str
    relationship: str
    path: Path
    groups: tuple[str, ...]

    @property
    def waits(self) -> tuple[str, str] | None:
        """(who waits, for whom); None where both may begin together."""
        if self.relationship in _AFTER:
            return self.action, self.target
        return (self.target, self.action) if self.relationship in _BEFORE else None


@once_per_document
def relations(plan: Resource) -> tuple[Relation, ...]:
    """Every relation between actions of a plan that have an id."""
    return tuple(_relations(plan))


def _relations(plan: Resource) -> Iterator[Relation]:
    names: dict[Path, str] = {}
    for path, action in actions_of(plan):
        names[path] = words(action.get("id"))
        for index, related in objects(action.get("relatedAction")):
            target = words(related.get("actionId")) or words(related.get("targetId"))
            if names[path] and target:
                groups = tuple(names.get(path[:end], "") for end in range(len(plan.path) + 2, len(path), 2))
                relationship = words(related.get("relationship"))
                yield Relation(names[path], target, relationship, (*path, "relatedAction", index), groups)


@once_per_document
def offsets(document: FhirDocument) -> tuple[tuple[Path, Json], ...]:
    """Every offset of every relation with its path: a duration, or both ends of a range."""
    return tuple(_offsets(document))


def _offsets(document: FhirDocument) -> Iterator[tuple[Path, Json]]:
    for path, action in actions(document):
        for index, related in objects(action.get("relatedAction")):
            if isinstance(related.get("offsetDuration"), dict):
                yield (*path, "relatedAction", index, "offsetDuration"), related["offsetDuration"]
            for end in ("low", "high") if "offsetRange" in related else ():
                if isinstance(mapping(related["offsetRange"]).get(end), dict):
                    yield (*path, "relatedAction", index, "offsetRange", end), related["offsetRange"][end]
