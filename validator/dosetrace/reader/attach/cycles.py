"""Cycles behind a dose."""

from __future__ import annotations

from dataclasses import replace

from dosetrace.reader.attach.drafts import Draft
from dosetrace.reader.attach.state import State
from dosetrace.reader.terms import Kind, Term

_FURTHEST_RESPECTIVELY = 7


def cycles(state: State, at: int, term: Term) -> None:
    """`in cycles 1 and 3`: of the doses in hand, and of those beside them that wait for their cycles."""
    had = [draft for draft in state.open if draft.own(Kind.CYCLES)]
    if had and Kind.DAYS in had[0].fields:
        _more_cycles(state, at, term, had)
    elif _one_by_one(state, at, term):
        for draft, number in zip(state.open, term.value, strict=True):
            draft.take_value(term, (number,))
    else:
        _give(state, term)


def from_cycle(state: State, _at: int, term: Term) -> None:
    """`in subsequent cycles`: those behind the cycles named before, within those named for all."""
    for draft in state.open:
        first = term.value if term.value is not None else _behind_named_cycles(state, draft)
        ahead = draft.value(Kind.CYCLES) if Kind.CYCLES in draft.led else None
        if ahead is not None and first is not None and any(number >= first for number in ahead):
            draft.values[Kind.CYCLES] = tuple(number for number in ahead if number >= first)
        elif not draft.own(Kind.CYCLES):
            draft.fields.pop(Kind.CYCLES, None)
            draft.fields[Kind.FROM_CYCLE] = term
            draft.values[Kind.FROM_CYCLE] = first


def _more_cycles(state: State, at: int, term: Term, had: list[Draft]) -> None:
    """Cycles of doses that have both days and cycles: `C1D1, C2D1`, `cycle 1 and cycle 3`."""
    before, after = state.before(at), state.after(at)
    if after is not None and after.kind is Kind.DAYS and after.first == term.last:
        state.new_cycles = None if had[0].value(Kind.CYCLES) == term.value else term
    elif before is not None and before.kind is Kind.LINK and "of" not in state.gap(before, term):
        for draft in had:
            draft.take(replace(term, value=tuple(sorted({*draft.value(Kind.CYCLES), *term.value}))))
    elif before is not None and before.kind is Kind.DAYS:
        for draft in had:
            draft.take(term)


def _one_by_one(state: State, at: int, term: Term) -> bool:
    """`10 and 20 mg in cycles 1 and 2, respectively`."""
    if len(state.open) < 2 or len(term.value) != len(state.open):
        return False
    behind = state.terms[at + 1 : at + 1 + _FURTHEST_RESPECTIVELY]
    return any(other.kind is Kind.RESPECTIVELY for other in behind)


def _give(state: State, term: Term) -> None:
    """The cycles to the doses in hand and to those of the same segment that are timed alike."""
    with_days = Kind.DAYS in state.open[0].fields
    for draft in state.segment:
        if Kind.CYCLES not in draft.fields and (Kind.DAYS in draft.fields) == with_days:
            draft.take(term)
    for draft in state.open:
        draft.take(term)
    state.segment = []


def _behind_named_cycles(state: State, draft: Draft) -> int | None:
    """The cycle behind the last one that was named for another dose of the same drug."""
    others = (other for other in state.drafts if other is not draft and other.drug == draft.drug)
    named = [number for other in others for number in (other.value(Kind.CYCLES) or ())]
    return max(named) + 1 if named else None
