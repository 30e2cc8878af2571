"""Days behind a dose."""

from __future__ import annotations

from dataclasses import replace

from dosetrace.reader.attach.drafts import Draft
from dosetrace.reader.attach.state import State
from dosetrace.reader.terms import Doubt, Kind, Term
from dosetrace.reader.vocabulary import STRAIGHT_TO_A_DOSE


def days(state: State, at: int, term: Term) -> None:
    """`on days 1 and 8`: of the doses in hand; more days where they have some; the same dose again in new cycles."""
    has = [draft for draft in state.open if draft.own(Kind.DAYS)]
    if _leads_dose_behind(state, at, term):
        state.drug_lead[Kind.DAYS] = term
        state.open = []
    elif state.new_cycles is not None:
        state.open = _again(state, term)
        for draft in state.open:
            draft.take(state.new_cycles)
        state.new_cycles = None
    elif not has:
        _give(state, at, term)
    elif _in_cycles(has) and not _cycles_again(state, at):
        state.open = _again(state, term)
    else:
        _add(has, term)


def weeks(state: State, _at: int, term: Term) -> None:
    """`days 1-5 of weeks 1 and 3`: the days counted from the first week on, with a doubt."""
    for draft in state.open:
        named = draft.value(Kind.DAYS)
        if named is not None:
            in_week = {day for item in named for day in item if 1 <= day <= 7}
            counted = sorted({7 * (week - 1) + day for week in term.value for day in in_week})
            draft.doubt = Doubt("the days are counted by weeks", {"days": counted})


def same_days(state: State, _at: int, term: Term) -> None:
    """`on the same days`: those of the drug before, once for each stretch of cycles it has."""
    mine = state.open[0]
    others = [draft for draft in state.drafts if draft.drug != mine.drug and Kind.DAYS in draft.fields]
    if not others:
        return
    models = [draft for draft in others if draft.drug == others[-1].drug]
    copies = [mine.at_other_times() for _ in models[1:]]
    for draft, model in zip([mine, *copies], models, strict=True):
        for kind in (Kind.DAYS, Kind.CYCLES, Kind.FROM_CYCLE):
            if kind in model.fields:
                draft.fields[kind], draft.values[kind] = replace(term, kind=kind), model.value(kind)
    state.drafts += copies
    state.open = [mine, *copies, *state.open[1:]]


def respectively(state: State, _at: int, _term: Term) -> None:
    """`A 10 mg and B 20 mg on days 1 and 8, respectively`."""
    if state.last_days is None:
        return
    given, term = state.last_days
    number = len(term.value)
    chain = _chain(state, given[0]) if len(given) == 1 and number > 1 else []
    if len(chain) >= number:
        for draft, item in zip(chain[-number:], term.value, strict=True):
            draft.take_value(term, (item,))


def _leads_dose_behind(state: State, at: int, term: Term) -> bool:
    """`on day 1 at 2 mg and on day 8 at a dose of 1 mg`: the days of the next dose."""
    if not any(Kind.DAYS in draft.led for draft in state.open):
        return False
    after = state.next(at, (Kind.LINK,))
    return after is not None and after.kind is Kind.DOSE and STRAIGHT_TO_A_DOSE.issuperset(state.gap(term, after))


def _again(state: State, term: Term) -> list[Draft]:
    """The doses in hand on other days of other cycles."""
    fresh = [draft.in_other_cycles(term) for draft in state.open]
    state.drafts += fresh
    return fresh


def _in_cycles(drafts: list[Draft]) -> bool:
    """Whether words behind a dose named its cycles."""
    return any(draft.own(Kind.CYCLES) or draft.own(Kind.FROM_CYCLE) for draft in drafts)


def _cycles_again(state: State, at: int) -> bool:
    """`C1D8 and C1D15`: the cycle was named a second time, right before these days."""
    before = state.before(at)
    if before is None or before.kind is not Kind.CYCLES or before.last != state.terms[at].first:
        return False
    return all(draft.value(Kind.CYCLES) == before.value for draft in state.open)


def _add(drafts: list[Draft], term: Term) -> None:
    """`on day 1 … and on day 15`."""
    for draft in drafts:
        old, said = draft.value(Kind.DAYS), draft.fields[Kind.DAYS]
        span = said.span[0], term.span[1]
        draft.take(replace(term, value=(*old, *term.value), first=said.first, span=span))


def _give(state: State, at: int, term: Term) -> None:
    """The days to each of the doses in hand, or one by one."""
    state.last_days = (list(state.open), term)
    if "or" in state.lows[term.first : term.last]:
        for draft in state.open:
            said: dict[str, object] = {"days": [list(item) for item in term.value]}
            draft.doubt = Doubt("one of these days, or ranges of days, is meant", said)
    if len(state.open) > 1 and len(term.value) == len(state.open) and _one_by_one(state, at, term):
        for draft, item in zip(state.open, term.value, strict=True):
            draft.take_value(term, (item,))
        return
    for draft in state.open:
        draft.take(term)


def _one_by_one(state: State, at: int, term: Term) -> bool:
    """Whether as many days as doses belong to them one by one, and not all to each."""
    first, last = state.open[0], state.open[-1]
    if first.group != last.group:
        return False
    if any(other.kind is Kind.RESPECTIVELY for other in state.behind(at)):
        return True
    if first.drug != last.drug or first.dose_term is None or first.dose_term.value.link not in ("and", ""):
        return False
    return not any(other.kind is Kind.LINK and other.value == "or" for other in state.terms[:at])


def _chain(state: State, last: Draft) -> list[Draft]:
    """The doses without a time that stand before a dose, and the dose."""
    chain = [last]
    for draft in reversed(state.drafts[: state.drafts.index(last)]):
        if draft.timed or draft.sum:
            break
        chain.insert(0, draft)
    return chain
