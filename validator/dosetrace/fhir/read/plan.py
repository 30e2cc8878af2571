"""A PlanDefinition to the schedule it describes, ours or anybody's.

A cycle is an action with a Timing and children; its length is the period, or the duration where there is no period.
Days are the timing-daysOfCycle extension, or the offset from the cycle's start. One action may have several days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from dosetrace.fhir.read.document import FhirDocument, Json, Resource, listed, mapping, objects, words
from dosetrace.fhir.read.dosage import dose_of, gaps_of, often, quantity, time
from dosetrace.fhir.read.marks import days_of_cycle, extensions, gaps, part, quotes
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.fhir.urls import FROM_CYCLE
from dosetrace.findings import Path
from dosetrace.reader import phrases
from dosetrace.schedule import Block, Dose, Gap, Quote, Schedule, merged, option_title
from dosetrace.units import DAY, Amount

DEEPEST = 200
"""Actions nested deeper than this are not followed."""


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
def read_schedule(document: FhirDocument, plan: Resource | None = None) -> Schedule | None:
    """The schedule of the file's root plan (or of the given one); None where there is no plan."""
    root = plan or document.root_plan
    if root is None:
        return None
    blocks = tuple(_blocks(document, root, _Place(), frozenset()))
    found = sorted(set(_gaps(document, root, frozenset())), key=lambda gap: gap.order)
    return Schedule(root.id, blocks, tuple(found))


@dataclass(frozen=True)
class _Place:
    """Which option of which choice a plan stands in; `within` is the title of a choice inside the choice."""

    within: str | None = None
    choice: str | None = None
    option: str | None = None


def _blocks(document: FhirDocument, plan: Resource, place: _Place, seen: frozenset[str]) -> Iterator[Block]:
    if plan.reference in seen or len(seen) > DEEPEST:
        return
    parts = list(_parts(document, listed(plan.value.get("action")), place))
    if not parts:
        for block in _own_blocks(document, plan):
            yield replace(block, protocol=plan.id, choice=place.choice, option=place.option)
    for other, where in parts:
        title = words(other.value.get("title"))
        option = where.option or (option_title(title, where.within) if where.choice else None)
        yield from _blocks(document, other, replace(where, option=option), seen | {plan.reference})


def _parts(document: FhirDocument, actions: list[Any], place: _Place) -> Iterator[tuple[Resource, _Place]]:
    """The plans a composed plan refers to, each with its place in the choices above it."""
    for _, action in objects(actions):
        target = document.canonical(words(action.get("definitionCanonical")))
        if target is not None and target.kind == "PlanDefinition":
            yield target, place
        elif action.get("selectionBehavior") == "exactly-one":
            inner = (
                replace(place, within=words(action.get("title")))
                if place.choice
                else replace(place, choice=words(action.get("id")))
            )
            yield from _options(document, action, inner)
        else:
            yield from _parts(document, listed(action.get("action")), place)


def _options(document: FhirDocument, group: Json, place: _Place) -> Iterator[tuple[Resource, _Place]]:
    for _, option in objects(group.get("action")):
        nested = option.get("selectionBehavior") == "exactly-one" or not option.get("action")
        titled = place if nested else replace(place, option=words(option.get("title")))
        yield from _parts(document, [option], titled)


@once_per_document
def cycles_of(document: FhirDocument, plan: Resource) -> list[Cycle]:
    """The cycles of a plan of its own, in order, numbered through; alternatives begin with the same number."""
    found, _ = _cycles(document, plan.value, plan.path, 1, 0)
    return found


def _cycles(document: FhirDocument, parent: Json, path: Path, first: int, depth: int) -> tuple[list[Cycle], int]:
    found: list[Cycle] = []
    start, highest = first, first
    if depth > DEEPEST:
        return found, first
    alternative = parent.get("selectionBehavior") == "exactly-one"
    for index, action in objects(parent.get("action")):
        here = (*path, "action", index)
        repeat = repeat_of(action)
        if repeat and action.get("action"):
            cycle = _cycle(document, action, here, repeat, start)
            found.append(cycle)
            following = start + len(cycle.numbers or ())
        else:
            inner, following = _cycles(document, action, here, start, depth + 1)
            found += inner
        highest = max(highest, following)
        start = first if alternative else following
    return found, highest


def repeat_of(action: Json) -> Json:
    return mapping(mapping(action.get("timingTiming")).get("repeat"))


def _cycle(document: FhirDocument, action: Json, path: Path, repeat: Json, first: int) -> Cycle:
    count = repeat.get("countMax", repeat.get("count"))
    whole = isinstance(count, int) and not isinstance(count, bool) and 0 < count <= 10_000
    numbers = tuple(range(first, first + count)) if whole and isinstance(count, int) else None
    leaves = tuple(_leaves(document, action, path, _Context(action), 0))
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
    if depth > DEEPEST:
        return
    siblings = {words(action.get("id")): action for _, action in objects(parent.get("action"))}
    for index, action in objects(parent.get("action")):
        here = (*path, "action", index)
        inner = _inherit(document, action, context, siblings)
        target = words(action.get("definitionCanonical"))
        if target:
            yield _leaf(action, here, target, inner)
        group = action.get("selectionBehavior") == "exactly-one"
        switches = any(extensions(branch, FROM_CYCLE) for _, branch in objects(action.get("action")))
        yield from _leaves(
            document, action, here, replace(inner, in_choice=group, switches=group and switches), depth + 1
        )


def _inherit(document: FhirDocument, action: Json, context: _Context, siblings: dict[str, Json]) -> _Context:
    days = days_of(action, context.cycle, siblings) or context.days
    text = condition_text(action) if context.in_choice or action.get("condition") else None
    switch, when = (text, context.when) if context.switches else (context.switch, text or context.when)
    own = quotes(action, document)
    return replace(
        context,
        days=days,
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


def days_of(action: Json, cycle: Json, siblings: dict[str, Json], depth: int = 0) -> tuple[int, ...] | None:
    """The days of the cycle an action names itself, by extension or by offset."""
    named = days_of_cycle(action)
    if named:
        return tuple(sorted(set(named)))
    for _, related in objects(action.get("relatedAction")):
        target = words(related.get("actionId")) or words(related.get("targetId"))
        offset = _offset(related)
        if offset is None:
            continue
        if target == words(cycle.get("id")):
            return (offset + 1,)
        other = siblings.get(target)
        base = days_of(other, cycle, siblings, depth + 1) if other is not None and depth < len(siblings) else None
        if base:
            return tuple(day + offset for day in base)
    return None


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


@once_per_document
def _own_blocks(document: FhirDocument, plan: Resource) -> tuple[Block, ...]:
    return merged(block for cycle in cycles_of(document, plan) for block in blocks_of(document, cycle))


def blocks_of(document: FhirDocument, cycle: Cycle) -> Iterator[Block]:
    """The blocks of one cycle action: one, or one for each response it depends on."""
    switches: list[str | None] = list(dict.fromkeys(leaf.switch for leaf in cycle.leaves if leaf.switch))
    for switch in switches or [None]:
        leaves = [leaf for leaf in cycle.leaves if leaf.switch in (None, switch)]
        yield _block(document, cycle, leaves, switch)


def _block(document: FhirDocument, cycle: Cycle, leaves: list[Leaf], switch: str | None) -> Block:
    repeat = repeat_of(cycle.action)
    bounds = quantity(mapping(repeat.get("boundsDuration")))
    length = time(repeat, "period") or time(repeat, "duration")
    later = next((leaf for leaf in leaves if leaf.from_cycle), None)
    numbers = cycle.numbers
    if later is not None and numbers:
        numbers = tuple(n for n in numbers if n >= numbers[0] + (later.from_cycle or 1) - 1)
    name, title = later.phase if later is not None else phase_of(cycle.action)
    return Block(
        id=name, title=title, doses=tuple(_doses(document, leaves, length if bounds else None)), cycles=numbers,
        length=length, bounds=bounds, when=switch, limited="countMax" in repeat,
    )  # fmt: skip


def _doses(document: FhirDocument, leaves: list[Leaf], clock: Amount | None) -> Iterator[Dose]:
    groups: dict[tuple[str, str | None, bool, str], list[Leaf]] = {}
    for leaf in leaves:
        groups.setdefault((leaf.definition, leaf.when, leaf.days is None, str(leaf.every)), []).append(leaf)
    for members in groups.values():
        days = tuple(sorted({day for leaf in members for day in leaf.days or ()})) or None
        yield _dose(document, members, days, clock)


def _dose(document: FhirDocument, members: list[Leaf], days: tuple[int, ...] | None, clock: Amount | None) -> Dose:
    first = members[0]
    target = document.canonical(first.definition)
    stated = (
        dose_of(document, target)
        if target is not None
        else Dose(words(first.action.get("title")) or first.definition, None)
    )
    dose = replace(stated, days=days, when=first.when, quotes=_own_quotes(members, days) or stated.quotes)
    if dose.every_hours or dose.times_per_day:
        return dose
    if first.every:
        return often(dose, first.every)
    return replace(dose, every=clock) if clock is not None else dose


def _own_quotes(members: list[Leaf], days: tuple[int, ...] | None) -> tuple[Quote, ...]:
    """Of the quotes all days of a row share, those that are about just these days."""
    shared = [quote for quote in members[0].quotes if all(quote in leaf.quotes for leaf in members)]
    dosing = [quote for quote in shared if phrases.days(quote.text) and phrases.doses(quote.text)]
    exact = [quote for quote in dosing if phrases.days(quote.text) == days]
    return tuple(quote for quote in shared if not exact or quote in exact or quote not in dosing)


def _gaps(document: FhirDocument, plan: Resource, seen: frozenset[str]) -> Iterator[Gap]:
    if plan.reference in seen or len(seen) > DEEPEST:
        return
    yield from _own_gaps(document, plan)
    for other, _ in _parts(document, listed(plan.value.get("action")), _Place()):
        yield from _gaps(document, other, seen | {plan.reference})


@once_per_document
def _own_gaps(document: FhirDocument, plan: Resource) -> frozenset[Gap]:
    return frozenset(replace(gap, protocol=plan.id) for gap in _each_gap(document, plan))


def _each_gap(document: FhirDocument, plan: Resource) -> Iterator[Gap]:
    yield from (Gap(fact) for fact in gaps(plan.value))
    for cycle in cycles_of(document, plan):
        yield from (Gap(fact) for fact in gaps(repeat_of(cycle.action)))
        for leaf in cycle.leaves:
            target = document.canonical(leaf.definition)
            if target is not None:
                name = dose_of(document, target).drug
                yield from gaps_of(target.value, name)
                yield from (Gap(fact, name) for fact in leaf.gaps)
