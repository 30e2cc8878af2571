"""Doses: each amount as a draft of its drug, with what was said before it."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from dosetrace.reader.attach.drafts import TIMING, Draft
from dosetrace.reader.attach.owners import Owned, owners, unknown_name
from dosetrace.reader.attach.state import State
from dosetrace.reader.terms import Doses, Doubt, Kind, Term
from dosetrace.reader.vocabulary import NO_TOTAL, SHARED_VERBS

_INHERITED = (*TIMING, Kind.ROUTE, Kind.INFUSION, Kind.CONTINUOUS, Kind.PER)
_LOOK_BACK = 3


def dose(state: State, at: int, term: Term) -> None:
    """`vincristine 2 mg`, `vincristine (2 mg)`, `2 mg of vincristine`."""
    if _outcome(state, at, term):
        return
    if unknown_name(state, at, term):
        _leave(state, term, "a dose of something that no table of drugs names")
        return
    owned = owners(state, at, term)
    if owned is None:
        _leave(state, term, "a dose without a drug")
        return
    total = _is_total(state, at, term)
    same_list = _same_list(state, at, owned[0].drug)
    fresh = _fresh(state, at, term, owned, total, same_list)
    if total:
        _take_total(state, fresh)
    else:
        _take(state, term, fresh, same_list)


def cap(state: State, at: int, term: Term) -> None:
    """`maximum 2 mg`: of the doses in hand, or of the one to come. "Reduced up to 1.5 g/m2" is a dose in doubt."""
    if state.lows[term.first] == "up" and _is_change(state, at, term):
        doubt = Doubt("it may be reduced to this dose, or by it", {"dose": f"less by up to {term.value.amounts[0]}"})
        dose(state, at, replace(term, value=replace(term.value, doubt=doubt)))
        return
    targets = [draft for draft in state.open if not draft.total]
    for draft in targets:
        draft.cap = term
    if not targets:
        state.cap = term


def _leave(state: State, term: Term, why: str) -> None:
    """Leaves a dose unread, with all that may be said of it."""
    state.unread.append((term, why))
    state.end_drug()
    state.open, state.drug, state.dosed, state.bare, state.boundary = [], None, False, [], False
    state.nameless = True


def _fresh(state: State, at: int, term: Term, owned: list[Owned], total: bool, same_list: bool) -> list[Draft]:
    """The drafts of a dose."""
    if state.boundary:
        state.segment = []
    state.group += not same_list
    parent = _parent(state, owned[0].drug, _is_change(state, at, term))
    fresh = [_draft(state, at, each) for each in owned]
    for draft, each in zip(fresh, owned, strict=True):
        _say(draft, each.dose, total)
        if parent is not None and not draft.sum:
            _inherit(draft, parent)
            state.levels.append(draft)
    _pair_led(fresh)
    return fresh


def _take_total(state: State, fresh: list[Draft]) -> None:
    """A total is said of the doses in hand; only where there are none, what follows is said of it."""
    state.drafts += fresh
    state.open = state.open or fresh
    state.dosed = True


def _take(state: State, term: Term, fresh: list[Draft], same_list: bool) -> None:
    """Has the doses in hand from here on, with those of the same list."""
    _doubt_of_list(state, term, fresh)
    state.drafts += fresh
    state.open = [*state.open, *fresh] if same_list else fresh
    state.dosed, state.boundary = True, False
    state.segment += fresh
    if len(fresh) < 2:
        state.bare = []


def _draft(state: State, at: int, owned: Owned) -> Draft:
    """One amount with all that leads it."""
    drug, dose = owned.drug, owned.dose
    draft = Draft(drug, owned.term, owned.amount, dose, dose.depth, at, cap=state.cap, group=state.group)
    for lead in (state.lead, state.drug_lead):
        for led in lead.values():
            draft.take(led, led=True)
    if Kind.PER in draft.fields and draft.fields[Kind.PER].value == "day":
        draft.per = "day"
    return draft


def _say(draft: Draft, term: Term, total: bool) -> None:
    """What the dose itself says: what it is per, how often, and where it is in doubt."""
    read: Doses = term.value
    if read.per != "administration" or Kind.PER not in draft.fields:
        draft.per = read.per
    draft.total = total
    if total and read.per == "administration":
        draft.per = "course"
    if read.every_hours:
        draft.fields[Kind.EVERY_HOURS] = replace(term, kind=Kind.EVERY_HOURS, value=read.every_hours)
    if read.times:
        kind = Kind.TIMES if read.per == "day" else Kind.COUNT
        draft.fields[kind] = replace(term, kind=kind, value=read.times)
        draft.per = "administration"
    draft.doubt = read.doubt


def _pair_led(fresh: list[Draft]) -> None:
    """`on days 2 and 8 at 0.6 and 0.3 mg/m2`: the first dose on the first day."""
    led = fresh[0].fields.get(Kind.DAYS) if len(fresh) > 1 else None
    if led is not None and len(led.value) == len(fresh):
        for draft, days in zip(fresh, led.value, strict=True):
            draft.values[Kind.DAYS] = (days,)


def _doubt_of_list(state: State, term: Term, fresh: list[Draft]) -> None:
    """`A and B were given at 10 mg`: of B, or of each."""
    if len(state.bare) < 2 or len(fresh) > 1 or fresh[0].drug_term is not state.bare[-1]:
        return
    if not SHARED_VERBS.isdisjoint(state.gap(state.bare[-1], term)):
        others = ", ".join(drug.value for drug in state.bare[:-1])
        fresh[0].doubt = Doubt(f"the dose may be meant for {others} too", {"drug": [d.value for d in state.bare]})


def _same_list(state: State, at: int, drug: str) -> bool:
    """`40 mg, 60 mg, or 80 mg orally on days …`: levels of one drug, joined by nothing but links."""
    if not state.open or state.boundary:
        return False
    last = state.open[-1]
    if last.drug != drug or last.sum or last.timed or last.dose_term is None or last.depth != state.terms[at].depth:
        return False
    between = [term for term in state.terms[last.at + 1 : at] if term.first >= last.dose_term.last]
    return bool(between) and all(term.kind is Kind.LINK for term in between)


def _parent(state: State, drug: str, change: bool) -> Draft | None:
    """The dose that this one is another level of: the one before the parenthesis, or the one that was changed."""
    inside = bool(state.parentheses and state.parentheses[-1].open)
    if state.open and state.open[0].drug == drug and (inside or change):
        return state.open[0]
    if not change:
        return None
    earlier = chain(reversed(state.drafts), reversed(state.earlier))
    return next((draft for draft in earlier if draft.drug == drug and not draft.total), None)


def _inherit(draft: Draft, parent: Draft) -> None:
    """Another level is given as the dose before, as long as nothing else is said."""
    for kind in _INHERITED:
        if kind in parent.fields and kind not in draft.fields:
            draft.take(parent.fields[kind], led=True)
            if kind in parent.values:
                draft.values[kind] = parent.values[kind]
    if draft.per == "administration" and parent.per == "day":
        draft.per = "day"


def _outcome(state: State, at: int, term: Term) -> bool:
    """Whether an amount was measured, not given: "median 5 mg"."""
    for before in reversed(state.terms[max(0, at - 4) : at]):
        if before.kind is Kind.RECEIVED:
            return term.first - before.last <= 12
        if before.kind in (Kind.DOSE, Kind.STOP, Kind.DAYS):
            return False
    return False


def _is_total(state: State, at: int, term: Term) -> bool:
    """Whether a dose is a sum: "total dose of 40 mg"; not "two total daily doses of 40 mg"."""
    for before in reversed(state.terms[max(0, at - _LOOK_BACK) : at]):
        if before.kind is Kind.TOTAL:
            gap = state.gap(before, term)
            doses = {"doses"} if state.lows[before.first] == "cumulative" else set()
            return len(gap) <= 8 and (NO_TOTAL - doses).isdisjoint(gap)
        if before.kind not in (Kind.PER, Kind.LINK, Kind.OPEN):
            return False
    return False


def _is_change(state: State, at: int, term: Term) -> bool:
    """Whether the dose is what another one is changed to: "reduced to 8 mg/m2"."""
    for before in reversed(state.terms[max(0, at - _LOOK_BACK) : at]):
        if before.kind is Kind.CHANGE:
            return len(state.gap(before, term)) <= 6
        if before.kind in (Kind.DOSE, Kind.STOP):
            return False
    return False
