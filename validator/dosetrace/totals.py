"""Sums of doses: per cycle, and over the course by every path through it. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dosetrace.calendars import periods
from dosetrace.timeline import RESPONSE_MISSING, RESPONSE_REACHED, Block, Dose, Schedule
from dosetrace.units import Amount


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of doses: `amount` is the stated part, and the whole only where `complete`."""

    drug: str
    amount: Amount | None
    complete: bool
    when: str | None = None
    path: str | None = None
    at_most: bool = False


def cycle_totals(block: Block) -> tuple[Total, ...]:
    """One total for each drug and condition, per cycle (per period where the block has bounds)."""
    return tuple(_sum(block, rows) for rows in _by_drug_and_condition(block.doses))


def course_totals(schedule: Schedule) -> tuple[Total, ...]:
    """One total for each drug and each path through the course."""
    return tuple(
        total
        for option in _options(schedule.blocks)
        for path, cycles in _paths(option)
        for total in _course(option, path, cycles)
    )


def _by_drug_and_condition(doses: Iterable[Dose]) -> Iterator[list[Dose]]:
    groups: dict[tuple[str, str | None, str | None], list[Dose]] = {}
    for dose in doses:
        family = dose.amount.unit.family if dose.amount else None
        groups.setdefault((dose.drug, dose.when, family), []).append(dose)
    yield from groups.values()


def _sum(block: Block, rows: list[Dose]) -> Total:
    parts = [row.per_cycle(block.length) for row in rows]
    known = [part for part in parts if part is not None]
    return Total(rows[0].drug, add(known), len(known) == len(parts), when=rows[0].when)


def add(amounts: Iterable[Amount]) -> Amount | None:
    """The sum in the unit of the first amount; None for no amounts."""
    total: Amount | None = None
    for amount in amounts:
        total = amount if total is None else total.plus(amount)
    return total


def _options(blocks: Iterable[Block]) -> list[list[Block]]:
    """The blocks of each branch of a choice; all of them where there is no choice."""
    groups: dict[str | None, list[Block]] = {}
    for block in blocks:
        groups.setdefault(block.option, []).append(block)
    return list(groups.values())


Cycles = dict[str, tuple[int, int]]
"""Block key to how many cycles (or periods) of it a path takes, low and high."""


def _paths(blocks: list[Block]) -> Iterator[tuple[str | None, Cycles]]:
    """Each way through these blocks: a response may come after any cycle, or never."""
    plan = {_key(block): _count(block) for block in blocks}
    after = next((b for b in blocks if b.when and not b.when.endswith(RESPONSE_MISSING) and b.cycles), None)
    before = next((b for b in blocks if b.when and b.when.endswith(RESPONSE_MISSING) and b.cycles), None)
    if after is None or before is None or not after.cycles or not before.cycles or not after.when:
        yield None, plan
        return
    response = after.when.removesuffix(RESPONSE_REACHED)
    yield f"no {response}", {**plan, _key(after): (0, 0)}
    for first in after.cycles:
        kept, switched = (sum(n < first for n in before.cycles), sum(n >= first for n in after.cycles))
        path = f"{response} after cycle {first - 1}"
        yield path, {**plan, _key(before): (kept, kept), _key(after): (switched, switched)}


def _key(block: Block) -> str:
    return f"{block.protocol} {block.id}"


def _count(block: Block) -> tuple[int, int]:
    if block.cycles is not None:
        return len(block.cycles), len(block.cycles)
    known = periods(block.bounds, block.length) if block.bounds is not None and block.length is not None else None
    return known or (0, 0)


def _course(blocks: list[Block], path: str | None, cycles: Cycles) -> Iterator[Total]:
    rows: dict[tuple[str, str | None, str | None], list[tuple[Block, Total]]] = {}
    for block in blocks:
        for total in cycle_totals(block):
            if cycles[_key(block)] != (0, 0) or (block.cycles is None and block.bounds is None):
                family = total.amount.unit.family if total.amount else None
                rows.setdefault((total.drug, total.when, family), []).append((block, total))
    for (drug, when, family), parts in _fold_unknown(rows).items():
        known = [total.amount.times(*cycles[_key(block)]) for block, total in parts if total.amount]
        names = [name for name in (blocks[0].option, path, when) if name]
        complete = all(total.complete and total.amount is not None for _, total in parts)
        yield Total(
            drug, add(known) if family else None, complete, path=", ".join(names) or "course",
            at_most=any(block.limited for block, _ in parts),
        )  # fmt: skip


def _fold_unknown(
    rows: dict[tuple[str, str | None, str | None], list[tuple[Block, Total]]],
) -> dict[tuple[str, str | None, str | None], list[tuple[Block, Total]]]:
    """Put doses without an amount to those of the same drug with one, so that their sum shows as incomplete."""
    folded = {key: list(parts) for key, parts in rows.items()}
    for drug, when, family in rows:
        others = [key for key in folded if key[:2] == (drug, when) and key[2] is not None]
        if family is None and others:
            unknown = folded.pop((drug, when, None))
            for key in others:
                folded[key] += unknown
    return folded
