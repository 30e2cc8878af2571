"""The days of a cycle on which actions are: named by an extension, or counted from the start of what they follow."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from dosetrace.fhir.read.document import Json, mapping, objects, words
from dosetrace.fhir.read.dosage import quantity
from dosetrace.fhir.read.marks import days_of_cycle
from dosetrace.units import DAY

Days = tuple[int, ...]


def sibling_days(actions: Sequence[Json], cycle: str) -> list[Days | None]:
    """The days of actions that stand beside each other in a cycle of this id, None where they name none themselves.

    An offset is from the start of the cycle or of another one of them, over as many as there are; a circle leads
    nowhere. Where one follows several, the way with the fewest steps counts.
    """
    found: list[Days | None] = [tuple(sorted(set(days_of_cycle(action)))) or None for action in actions]
    followers: dict[str, list[tuple[int, int]]] = {}
    for index, action in enumerate(actions):
        for target, offset in _follows(action) if found[index] is None else ():
            followers.setdefault(target, []).append((index, offset))
    starts: deque[tuple[str, Days]] = deque([(cycle, (1,))])
    starts += [(words(action.get("id")), days) for action, days in zip(actions, found, strict=True) if days]
    while starts:
        name, base = starts.popleft()
        for index, offset in followers.pop(name, ()):
            if found[index] is None:
                days = tuple(day + offset for day in base)
                found[index] = days
                starts.append((words(actions[index].get("id")), days))
    return found


def _follows(action: Json) -> Iterator[tuple[str, int]]:
    """The ids of the actions it starts with or after, and how many days after."""
    for _, related in objects(action.get("relatedAction")):
        target, offset = words(related.get("actionId")) or words(related.get("targetId")), _offset(related)
        if target and offset is not None:
            yield target, offset


def _offset(related: Json) -> int | None:
    """Whole days after the start of the target; 0 for an action that starts with it."""
    relationship = words(related.get("relationship"))
    if relationship in ("concurrent", "concurrent-with-start") and "offsetDuration" not in related:
        return 0
    amount = quantity(mapping(related.get("offsetDuration")))
    if relationship != "after-start" or amount is None or amount.unit.dimension != DAY.dimension:
        return None
    days = amount.in_unit(DAY).low
    return int(days) if days == days.to_integral_value() else None
