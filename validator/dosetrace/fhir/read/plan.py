"""A PlanDefinition to the schedule it describes, ours or anybody's.

The length of a cycle is the period of its Timing, or the duration where there is no period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from dosetrace.fhir.read.cycles import DEEPEST, Cycle, Leaf, cycles_of, phase_of, repeat_of
from dosetrace.fhir.read.document import FhirDocument, Json, Resource, listed, mapping, objects, words
from dosetrace.fhir.read.dosage import dose_of, gaps_of, often, quantity, time
from dosetrace.fhir.read.marks import gaps
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.reader import phrases
from dosetrace.timeline import Block, Dose, Gap, Quote, Schedule, merged, option_title
from dosetrace.units import Amount


def read_schedule(document: FhirDocument, plan: Resource | None = None) -> Schedule | None:
    """The schedule of the file's root plan (or of the given one); None where there is no plan."""
    root = plan or document.root_plan
    return _schedule_of(document, root) if root is not None else None


@once_per_document
def _schedule_of(document: FhirDocument, root: Resource) -> Schedule:
    blocks = tuple(_blocks(document, root, _Place(), frozenset(), _Followed()))
    found = sorted(set(_gaps(document, root, set())), key=lambda gap: gap.order)
    return Schedule(root.name, blocks, tuple(found))


@once_per_document
def not_followed(document: FhirDocument) -> dict[Resource, str]:
    """The plans that the schedule of the file's root plan leaves out somewhere, with the reason."""
    followed = _Followed()
    if document.root_plan is not None:
        for _ in _blocks(document, document.root_plan, _Place(), frozenset(), followed):
            pass
    return followed.left_out


@dataclass(frozen=True)
class _Place:
    """Which option of which choice a plan stands in; `within` is the title of a choice inside the choice."""

    within: str | None = None
    choice: str | None = None
    option: str | None = None


MOST_OFTEN = 20
"""How often one plan is followed: plans that name each other many times over are no course."""


@dataclass
class _Followed:
    """How often each plan was followed so far, and those that were not any more."""

    often: Counter[str] = field(default_factory=Counter)
    left_out: dict[Resource, str] = field(default_factory=dict)

    def again(self, plan: Resource, seen: frozenset[str]) -> bool:
        """Whether to follow a plan inside those seen."""
        self.often[plan.reference] += 1
        why = None
        if plan.reference in seen:
            why = "contains itself"
        elif len(seen) > DEEPEST:
            why = f"stands inside more than {DEEPEST} plans"
        elif self.often[plan.reference] > MOST_OFTEN:
            why = f"is named more than {MOST_OFTEN} times"
        if why is not None:
            self.left_out.setdefault(plan, why)
        return why is None


def _blocks(
    document: FhirDocument, plan: Resource, place: _Place, seen: frozenset[str], followed: _Followed
) -> Iterator[Block]:
    if not followed.again(plan, seen):
        return
    parts = list(_parts(document, listed(plan.value.get("action")), place))
    if not parts:
        for block in _own_blocks(document, plan):
            yield replace(block, protocol=plan.name, choice=place.choice, option=place.option)
    for other, where in parts:
        title = words(other.value.get("title"))
        option = where.option or (option_title(title, where.within) if where.choice else None)
        yield from _blocks(document, other, replace(where, option=option), seen | {plan.reference}, followed)


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
    target = document.defined(first.definition)
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


def _gaps(document: FhirDocument, plan: Resource, seen: set[str]) -> Iterator[Gap]:
    if plan.reference in seen or len(seen) > DEEPEST:
        return
    seen.add(plan.reference)
    yield from _own_gaps(document, plan)
    for other, _ in _parts(document, listed(plan.value.get("action")), _Place()):
        yield from _gaps(document, other, seen)


@once_per_document
def _own_gaps(document: FhirDocument, plan: Resource) -> frozenset[Gap]:
    return frozenset(replace(gap, protocol=plan.name) for gap in _each_gap(document, plan))


def _each_gap(document: FhirDocument, plan: Resource) -> Iterator[Gap]:
    yield from (Gap(fact) for fact in gaps(plan.value))
    for cycle in cycles_of(document, plan):
        yield from (Gap(fact) for fact in gaps(repeat_of(cycle.action)))
        for leaf in cycle.leaves:
            target = document.defined(leaf.definition)
            if target is not None:
                name = dose_of(document, target).drug
                yield from gaps_of(target.value, name)
                yield from (Gap(fact, name) for fact in leaf.gaps)
