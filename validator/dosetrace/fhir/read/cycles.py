"""The cycles of a PlanDefinition, or of a group of requests, and what is given in them, ours or anybody's.

A cycle is an action with a Timing and children. Days are the timing-daysOfCycle extension, or the offset from the
cycle's start. One action may have several days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dosetrace.fhir.read.days import Days, sibling_days
from dosetrace.fhir.read.document import FhirDocument, Json, Resource, mapping, objects, words
from dosetrace.fhir.read.marks import extensions, gaps, part, quotes
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.fhir.urls import FROM_CYCLE
from dosetrace.findings import Path
from dosetrace.timeline import Quote

DEEPEST = 200
"""Actions nested deeper than this are not followed."""
MOST_CYCLES = 10_000
"""The cycles of an action that says to be done more often are not numbered."""


@dataclass(frozen=True)
class Leaf:
    """A definition given on some days of a cycle, under the conditions of its branch."""

    definition: str
    days: tuple[int, ...] | None
    path: Path
    action: Json
    when: str | None = None
    switch: str | None = None
    from_cycle: int | None = None
    phase: tuple[str, str] = ("", "")
    quotes: tuple[Quote, ...] = ()
    every: Json = field(default_factory=dict)
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cycle:
    """An action that repeats: its cycle numbers, or its bounds, and what is given in it."""

    action: Json
    path: Path
    numbers: tuple[int, ...] | None
    leaves: tuple[Leaf, ...]


@once_per_document
def cycles_of(document: FhirDocument, plan: Resource) -> list[Cycle]:
    """The cycles of a plan of its own, in order, numbered through; alternatives begin with the same number."""
    found, _ = _cycles(document, plan.value, plan.path, 1, 0)
    return found


def _cycles(document: FhirDocument, parent: Json, path: Path, first: int, depth: int) -> tuple[list[Cycle], int]:
    found: list[Cycle] = []
    start, highest = first, first
    if depth >= DEEPEST:
        return found, first
    alternative = parent.get("selectionBehavior") == "exactly-one"
    for index, action in objects(parent.get("action")):
        here = (*path, "action", index)
        repeat = repeat_of(action)
        if repeat and action.get("action"):
            cycle = _cycle(document, action, here, repeat, start, depth)
            found.append(cycle)
            following = start + len(cycle.numbers or ())
        else:
            inner, following = _cycles(document, action, here, start, depth + 1)
            found += inner
        highest = max(highest, following)
        start = first if alternative else following
    return found, highest


def repeat_of(action: Json) -> Json:
    """The repeat of the Timing on an action; empty where it has none."""
    return mapping(mapping(action.get("timingTiming")).get("repeat"))


def _cycle(document: FhirDocument, action: Json, path: Path, repeat: Json, first: int, depth: int) -> Cycle:
    count = repeat.get("countMax", repeat.get("count"))
    whole = isinstance(count, int) and not isinstance(count, bool) and 0 < count <= MOST_CYCLES
    numbers = tuple(range(first, first + count)) if whole and isinstance(count, int) else None
    leaves = tuple(_leaves(document, action, path, _Context(action), depth + 1))
    return Cycle(action, path, numbers if "boundsDuration" not in repeat else None, leaves)


@dataclass(frozen=True)
class _Context:
    """What a leaf inherits from the actions between it and its cycle."""

    cycle: Json
    days: tuple[int, ...] | None = None
    when: str | None = None
    switch: str | None = None
    in_choice: bool = False
    switches: bool = False
    quotes: tuple[Quote, ...] = ()
    gaps: tuple[str, ...] = ()


def _leaves(document: FhirDocument, parent: Json, path: Path, context: _Context, depth: int) -> Iterator[Leaf]:
    if depth >= DEEPEST:
        return
    actions = list(objects(parent.get("action")))
    every = sibling_days([action for _, action in actions], words(context.cycle.get("id")))
    for (index, action), days in zip(actions, every, strict=True):
        here = (*path, "action", index)
        inner = _inherit(document, action, context, days)
        target = words(action.get("definitionCanonical")) or words(mapping(action.get("resource")).get("reference"))
        if target:
            yield _leaf(action, here, target, inner)
        group = action.get("selectionBehavior") == "exactly-one"
        switches = any(extensions(branch, FROM_CYCLE) for _, branch in objects(action.get("action")))
        yield from _leaves(
            document, action, here, replace(inner, in_choice=group, switches=group and switches), depth + 1
        )


def _inherit(document: FhirDocument, action: Json, context: _Context, days: Days | None) -> _Context:
    text = condition_text(action) if context.in_choice or action.get("condition") else None
    switch, when = (text, context.when) if context.switches else (context.switch, text or context.when)
    own = quotes(action, document)
    return replace(
        context,
        days=days or context.days,
        when=when,
        switch=switch,
        quotes=own or context.quotes,
        gaps=context.gaps + tuple(gaps(action)),
    )


def _leaf(action: Json, path: Path, target: str, context: _Context) -> Leaf:
    begins = next(iter(extensions(action, FROM_CYCLE)), {})
    first = part(begins, "cycle").get("valueInteger") if begins else None
    return Leaf(
        definition=target, days=context.days, path=path, action=action, when=context.when, switch=context.switch,
        from_cycle=first if isinstance(first, int) else None, phase=phase_of(action) if begins else ("", ""),
        quotes=context.quotes, every=repeat_of(action), gaps=context.gaps,
    )  # fmt: skip


def condition_text(action: Json) -> str | None:
    """What people read of a branch's condition: its description, or its reason where no computer can judge it."""
    for _, condition in objects(action.get("condition")):
        expression = mapping(condition.get("expression"))
        text = words(expression.get("description")) or words(expression.get("expression"))
        if condition.get("kind") == "applicability" and text:
            return text
    return next((words(reason.get("text")) for _, reason in objects(action.get("reason"))), None)


def phase_of(action: Json) -> tuple[str, str]:
    """The id and title a phase was given: `action.code` is a list in R4 and a concept in R5."""
    code = action.get("code")
    concept = mapping(code[0] if isinstance(code, list) and code else code)
    name = words(concept.get("text"))
    return (name, words(action.get("description"))) if name and not concept.get("coding") else ("", "")
