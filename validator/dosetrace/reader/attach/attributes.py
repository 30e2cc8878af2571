"""What belongs to a dose: to the one before it, the one behind it, or all of a list."""

from __future__ import annotations

from collections.abc import Callable

from dosetrace.reader.attach.cycles import cycles, from_cycle
from dosetrace.reader.attach.days import days, same_days, weeks
from dosetrace.reader.attach.drafts import Draft
from dosetrace.reader.attach.owners import MODIFIERS
from dosetrace.reader.attach.state import State
from dosetrace.reader.terms import Kind, Term
from dosetrace.reader.vocabulary import CLAUSE_HEADS, DOSE_FILLERS

_NUMBERED = {Kind.CYCLES, Kind.FROM_CYCLE, Kind.PARITY}
_HEADINGS = {*_NUMBERED, Kind.DAYS, Kind.FROM_DAY}
_PLACES = (Kind.DAYS, Kind.CYCLES, Kind.FROM_CYCLE, Kind.PARITY)
_PARTING = {Kind.LINK, Kind.STOP, Kind.OPEN, Kind.THEN}
_FURTHEST_DRUG = 3


def attribute(state: State, at: int, term: Term) -> None:
    """Days, cycles, intervals, lengths, routes: of the doses before, else of the drug in hand, else of what follows."""
    if state.colon_behind(at) or (term.kind in _NUMBERED and state.lows[term.last] in CLAUSE_HEADS):
        if term.kind in _HEADINGS:
            _lead_part(state, term)
            return
    elif _leads_drug_behind(state, at, term):
        state.next_lead[term.kind] = term
        return
    _belong(state, at, term)


def _belong(state: State, at: int, term: Term) -> None:
    """Has a term belong to what stands before it."""
    if state.open and state.boundary and _given_again(state, at, term):
        state.open = _at_other_times(state)
        state.boundary = False
    if state.open and not state.boundary:
        _BEHIND_A_DOSE.get(term.kind, _take)(state, at, term)
    elif state.drug is None:
        state.lead[term.kind] = term
    else:
        known = state.drug_lead.get(term.kind)
        if known is None or term.depth <= known.depth:
            state.drug_lead[term.kind] = term
        if state.boundary and term.kind is Kind.FROM_CYCLE:
            state.drug_lead.pop(Kind.CYCLES, None)


def _lead_part(state: State, term: Term) -> None:
    """`Days 1-5:`, `Cycle 2:`, `cycles 2 and 4 contained`: leads all that follows up to the next such heading."""
    if state.open:
        state.end_part()
    if term.kind in _NUMBERED:
        for kind in _PLACES:
            state.lead.pop(kind, None)
    state.lead[term.kind] = term
    state.sticky.add(term.kind)


def _leads_drug_behind(state: State, at: int, term: Term) -> bool:
    """Whether the words belong to the drug behind them: "weekly methotrexate", "on day 1, vincristine"."""
    if not _drug_follows(state, at, term):
        return False
    before = state.before(at)
    parted = before is None or before.kind in _PARTING or before.last != term.first
    if before is not None and before is state.next_lead.get(before.kind):
        return True
    if term.kind in (Kind.DAYS, Kind.CYCLES):
        return parted and all(draft.timed for draft in state.open)
    return parted or not state.open or term.kind in state.open[0].fields


def _drug_follows(state: State, at: int, term: Term) -> bool:
    """Whether nothing but fillers and other words of this kind stands before the next drug."""
    last = term
    for index in range(at + 1, min(at + 1 + _FURTHEST_DRUG, len(state.terms))):
        here = state.terms[index]
        if not DOSE_FILLERS.issuperset(state.gap(last, here)):
            return False
        if here.kind is Kind.DRUG and index not in state.taken:
            return True
        if here.kind not in MODIFIERS:
            return False
        last = here
    return False


def _given_again(state: State, at: int, term: Term) -> bool:
    """`on day 1 and then weekly`: more times of the same dose, where no other dose follows."""
    if term.kind not in (Kind.DAYS, Kind.EVERY, Kind.CYCLES):
        return False
    ending = (Kind.DOSE, Kind.DRUG, Kind.STOP, Kind.THEN)
    following = next((other for other in state.behind(at) if other.kind in ending), None)
    return following is None or following.kind is not Kind.DOSE


def _at_other_times(state: State) -> list[Draft]:
    """The doses in hand, to be given at other times."""
    copies = [draft.at_other_times() for draft in state.open]
    state.drafts += copies
    return copies


def _take(state: State, _at: int, term: Term) -> None:
    """Words behind a dose replace those that led it, and no others."""
    for draft in state.open:
        if not draft.own(term.kind):
            draft.take(term)


def _every(state: State, at: int, term: Term) -> None:
    """`weekly in cycle 1, every 2 weeks in cycle 2`: a second interval is that of the same dose at other times."""
    again = state.open[0].own(Kind.EVERY) and any(draft.own(Kind.CYCLES) for draft in state.open)
    if again:
        state.open = _at_other_times(state)
    _take(state, at, term)


def _per(state: State, _at: int, term: Term) -> None:
    """`10 mg/m2 daily`, `10 mg per cycle`: per day only where no times a day are told."""
    for draft in state.open:
        often = Kind.TIMES in draft.fields or Kind.EVERY_HOURS in draft.fields
        if draft.per in ("administration", "course") and not (term.value == "day" and often):
            draft.per = term.value
        draft.fields[Kind.PER] = term


def _lasting(state: State, _at: int, term: Term) -> None:
    """`for 5 days … for 1 year`: the second length is the time around the first."""
    for draft in state.open:
        had = draft.fields.get(Kind.DURATION)
        if had is not None:
            draft.bounds = had if Kind.DURATION in draft.led else term
        if not draft.own(Kind.DURATION):
            draft.take(term)


def _condition(state: State, _at: int, term: Term) -> None:
    """`if tolerated`: the first condition counts."""
    for draft in state.open:
        draft.fields.setdefault(Kind.CONDITION, term)


_BEHIND_A_DOSE: dict[Kind, Callable[[State, int, Term], None]] = {
    Kind.DAYS: days, Kind.CYCLES: cycles, Kind.FROM_CYCLE: from_cycle, Kind.PER: _per, Kind.DURATION: _lasting,
    Kind.WEEKS: weeks, Kind.SAME_DAYS: same_days, Kind.CONDITION: _condition, Kind.EVERY: _every,
}  # fmt: skip
