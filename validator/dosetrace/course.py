"""The course of a regimen: its stretches of cycles in order, and the schedule that follows from them.

Knows nothing of YAML or FHIR.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches

from dosetrace.findings import InputError
from dosetrace.model import Choice, Condition, Give, Phase, Regimen, Sequence, members
from dosetrace.terminology import drug
from dosetrace.timeline import Block, Dose, Gap, Schedule, merged, option_title

Lookup = Callable[[str], Regimen]
"""Protocol id to regimen. Raises InputError for an unknown one."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive cycles with the same gives, or a time with its own clock: one action of a plan."""

    phase: Phase
    cycles: tuple[int, ...] | None
    gives: tuple[Give, ...]


def stretches(regimen: Regimen) -> tuple[Stretch, ...]:
    """The course of a regimen in order, phases that run in the same cycles laid over each other."""
    clocks = [Stretch(phase, None, phase.gives) for phase in regimen.phases if phase.bounds]
    conditions = dict.fromkeys(phase.when for phase in regimen.phases if phase.cycles)
    return (*(s for condition in conditions for s in _under(regimen, condition)), *clocks)


def _under(regimen: Regimen, condition: Condition | None) -> Iterator[Stretch]:
    phases = [phase for phase in regimen.phases if phase.cycles and phase.when == condition]
    numbers = sorted({n for phase in phases if phase.cycles for n in phase.cycles.numbers})
    run: list[int] = []
    for number in numbers:
        if run and (number != run[-1] + 1 or _in_cycle(phases, number) != _in_cycle(phases, run[-1])):
            yield _stretch(phases, run)
            run = []
        run.append(number)
    if run:
        yield _stretch(phases, run)


def _in_cycle(phases: list[Phase], number: int) -> tuple[Give, ...]:
    return tuple(
        give
        for phase in phases
        if phase.cycles and number in phase.cycles.numbers
        for give in phase.gives
        if give.cycles is None or number in give.cycles
    )


def _stretch(phases: list[Phase], run: list[int]) -> Stretch:
    own = [phase for phase in phases if phase.cycles and run[0] in phase.cycles.numbers]
    return Stretch(own[0], tuple(run), _in_cycle(phases, run[0]))


def schedule_of(regimen: Regimen, lookup: Lookup) -> Schedule:
    """The schedule of a regimen; `lookup` finds the parts of a composed one."""
    _refuse_circles(regimen, lookup, ())
    if not regimen.course:
        own = tuple(replace(block, protocol=regimen.id) for block in merged(_blocks(regimen)))
        return Schedule(regimen.id, own, gaps_of(regimen, lookup))
    blocks = tuple(block for block in _composed(regimen, regimen.course[0].id, lookup, None, None))
    return Schedule(regimen.id, blocks, gaps_of(regimen, lookup))


def _refuse_circles(regimen: Regimen, lookup: Lookup, above: tuple[str, ...]) -> None:
    """Raises InputError where a protocol, or a part of its course, contains itself."""
    if regimen.id in above:
        raise InputError(f"{' → '.join([*above, regimen.id])}: a protocol contains itself")
    steps = {part.id: set(members(part)) for part in regimen.course}
    for part in regimen.course:
        reached = set(steps[part.id])
        for _ in steps:
            reached |= {step for name in reached for step in steps.get(name, ())}
        if part.id in reached:
            raise InputError(f'"{part.id}" of {regimen.id} contains itself')
    for part_id in regimen.parts:
        _refuse_circles(lookup(part_id), lookup, (*above, regimen.id))


def gaps_of(regimen: Regimen, lookup: Lookup) -> tuple[Gap, ...]:
    """The gaps of a regimen and of its parts, each once, in a fixed order."""
    own = {replace(declared.gap, protocol=regimen.id) for declared in regimen.gaps}
    inherited = {gap for part in regimen.parts for gap in gaps_of(lookup(part), lookup)}
    return tuple(sorted(own | inherited, key=lambda gap: gap.order))


def _composed(
    regimen: Regimen, name: str, lookup: Lookup, choice: str | None, option: str | None, within: str | None = None
) -> Iterator[Block]:
    part = next((part for part in regimen.course if part.id == name), None)
    if part is None:
        found = lookup(name)
        named = option if option is not None or choice is None else option_title(found.title, within)
        for block in schedule_of(found, lookup).blocks:
            yield replace(block, choice=choice, option=named)
    elif isinstance(part, Choice):
        inner = part.title if choice else None
        for step in part.options:
            title = next((p.title for p in regimen.course if p.id == step and isinstance(p, Sequence)), None)
            yield from _composed(regimen, step, lookup, choice or part.id, title, inner)
    else:
        for step in part.steps:
            yield from _composed(regimen, step, lookup, choice, option)


def _blocks(regimen: Regimen) -> Iterator[Block]:
    for stretch in stretches(regimen):
        phase = stretch.phase
        yield Block(
            id=phase.id,
            title=phase.title,
            doses=tuple(dose_of(give) for give in stretch.gives),
            cycles=stretch.cycles,
            length=phase.length.value if phase.length else None,
            bounds=phase.bounds.value if phase.bounds else None,
            when=phase.when.text if phase.when else None,
            limited=bool(phase.cycles and phase.cycles.at_most),
        )


def dose_of(give: Give) -> Dose:
    """What a give says, as the schedule has it."""
    return Dose(
        drug=give.drug, amount=give.amount, per=give.per, rxnorm=drug(give.drug).rxnorm, days=give.days,
        times_per_day=give.times_per_day, every_hours=give.every_hours, every=give.every, count=give.count,
        continuous=give.continuous, infusion=give.infusion, duration=give.duration,
        route=give.route.value if give.route else None, when=give.when.text if give.when else None,
        quotes=give.quotes,
    )  # fmt: skip


def unknown_protocol(name: str, known: list[str]) -> InputError:
    """The error for an id that is no protocol, with the nearest known one."""
    near = get_close_matches(name, known, 1)
    hint = f'; did you mean "{near[0]}"?' if near else f"; known: {', '.join(known)}"
    return InputError(f'"{name}" is no protocol{hint}')
