"""What the actions of a plan say of their order: each relation with the actions it stands between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dosetrace.fhir.read.document import FhirDocument, Resource, mapping, objects, words
from dosetrace.fhir.read.dosage import quantity
from dosetrace.fhir.read.walk import actions, actions_of
from dosetrace.findings import Path
from dosetrace.units import Amount

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


def relations(plan: Resource) -> Iterator[Relation]:
    """Every relation between actions of a plan that have an id."""
    names: dict[Path, str] = {}
    for path, action in actions_of(plan):
        names[path] = words(action.get("id"))
        for index, related in objects(action.get("relatedAction")):
            target = words(related.get("actionId")) or words(related.get("targetId"))
            if names[path] and target:
                groups = tuple(names.get(path[:end], "") for end in range(len(plan.path) + 2, len(path), 2))
                relationship = words(related.get("relationship"))
                yield Relation(names[path], target, relationship, (*path, "relatedAction", index), groups)


def offsets(document: FhirDocument) -> Iterator[tuple[Path, Amount]]:
    """Every offset of every relation with its path: a duration, or both ends of a range."""
    for path, action in actions(document):
        for index, related in objects(action.get("relatedAction")):
            at = (*path, "relatedAction", index)
            pair = mapping(related.get("offsetRange"))
            found = [
                ((*at, "offsetDuration"), quantity(mapping(related.get("offsetDuration")))),
                *(((*at, "offsetRange", end), quantity(mapping(pair.get(end)))) for end in ("low", "high")),
            ]
            yield from ((place, amount) for place, amount in found if amount is not None)
