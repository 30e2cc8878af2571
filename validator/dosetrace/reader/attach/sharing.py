"""What is said once behind a list of doses, for all of them."""

from __future__ import annotations

from itertools import islice, pairwise

from dosetrace.reader.attach.drafts import Draft
from dosetrace.reader.attach.state import State
from dosetrace.reader.terms import Kind, Term

_SHARED = (Kind.DAYS, Kind.EVERY, Kind.CYCLES, Kind.FROM_CYCLE, Kind.TIMES_A_WEEK)
_SHARED_BY_EACH = (*_SHARED, Kind.TIMES, Kind.EVERY_HOURS, Kind.INFUSION, Kind.ROUTE, Kind.DURATION, Kind.CONTINUOUS)
_IN_LIST = {Kind.LINK, Kind.EACH, Kind.DRUG, Kind.ROUTE, Kind.INFUSION, Kind.OPEN, Kind.CLOSE, Kind.LARGEST,
            Kind.CONTINUOUS}  # fmt: skip
_FURTHEST_EACH = 3


def share(state: State) -> None:
    """Days named once behind a list belong to every dose of the list that has no time of its own."""
    for here, after in reversed(list(pairwise(state.drafts))):
        if here.sum or after.sum or _has_own_time(here, after) or not _one_list(state, here, after):
            continue
        for kind in _SHARED_BY_EACH if _each_behind(state, after) else _SHARED:
            if after.own(kind) and not here.own(kind) and _same_level(here, after, kind):
                _hand_on(here, after, kind)


def _has_own_time(here: Draft, after: Draft) -> bool:
    """Whether a dose is timed; two amounts per day may still share their days."""
    both_per_day = here.per_day_by_unit and after.per == "day"
    return here.timed and not (both_per_day and here.untimed)


def _same_level(here: Draft, after: Draft, kind: Kind) -> bool:
    """Whether both doses stand in the same parenthesis, or the words outside of both."""
    return here.depth == after.depth or after.fields[kind].depth <= min(here.depth, after.depth)


def _hand_on(here: Draft, after: Draft, kind: Kind) -> None:
    """Gives a field of the dose behind to the one before it."""
    here.take(after.fields[kind])
    if kind in after.values:
        here.values[kind] = after.values[kind]


def _each_behind(state: State, draft: Draft) -> bool:
    """Whether "each" or "both" stands behind a dose: all that follows is said of the whole list."""
    dose = draft.dose_term
    if dose is None:
        return False
    behind = (term for term in state.behind(draft.at) if term.first >= dose.last)
    return any(term.kind is Kind.EACH for term in islice(behind, _FURTHEST_EACH))


def _one_list(state: State, here: Draft, after: Draft) -> bool:
    """Whether nothing but the members of a list stands between two doses."""
    if here.dose_term is None or after.dose_term is None:
        return False
    between = (term for term in state.terms[here.at + 1 : after.at] if term.first >= here.dose_term.last)
    return all(term.kind in _IN_LIST or _followed_by(state, term, after) for term in between)


def _followed_by(state: State, term: Term, after: Draft) -> bool:
    """`A 10 mg followed by B 20 mg on days 1-5`: a list for all that."""
    return term.kind is Kind.THEN and state.lows[term.first] == "followed" and Kind.DAYS in after.fields
