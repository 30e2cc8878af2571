"""The drug in hand."""

from __future__ import annotations

from dosetrace.reader.attach.state import State
from dosetrace.reader.terms import Kind, Term
from dosetrace.reader.vocabulary import BEFORE_A_MENTION, BEHIND_A_COMPANION, BETWEEN_DRUGS, PARTS_OF_A_TREATMENT

_BETWEEN = {Kind.LINK, Kind.OPEN, Kind.CLOSE, Kind.DRUG, Kind.ROUTE, Kind.TIMES, Kind.PER}
_BEHIND_A_COMPANION = {Kind.OPEN, Kind.CLOSE, Kind.DRUG, Kind.ROUTE}
_FURTHEST_DOSE = 6


def drug(state: State, at: int, term: Term) -> None:
    """`vincristine`: a new drug in hand, unless it is only mentioned beside another one."""
    before = state.before(at)
    same = state.drug is not None and state.drug.value == term.value
    if same and before is not None and before.kind is Kind.OPEN:
        return
    if _companion(state, at, term) or _mentioned(state, at, term):
        return
    again = same and not state.dosed and not state.open
    if not again:
        state.end_drug()
    joined = before is not None and before.kind is Kind.LINK and not state.dosed and _one_list(state, at, term)
    state.bare = [*state.bare, term] if joined else [term]
    state.drug, state.dosed, state.open, state.segment = term, False, [], []
    state.drug_lead, state.next_lead = (state.drug_lead if again else {}) | state.next_lead, {}
    state.boundary, state.cap = False, None


def _companion(state: State, at: int, term: Term) -> bool:
    """`in combination with bevacizumab`: a drug named beside the one that is dosed."""
    if state.drug is None and state.context is None:
        return False
    before = state.before(at)
    listed = before is not None and before.kind is Kind.LINK and at > 1 and state.terms[at - 2] is state.companion
    if not listed and not state.beside(term):
        return False
    alone = not _dosed_behind(state, at, term)
    state.companion = term if alone else None
    return alone


def _dosed_behind(state: State, at: int, term: Term) -> bool:
    """Whether a dose stands near behind a companion: `combined with imatinib 400 mg`."""
    after = state.next(at, _BEHIND_A_COMPANION)
    if after is None or after.kind is not Kind.DOSE:
        return False
    gap = state.gap(term, after)
    return len(gap) <= _FURTHEST_DOSE and BEHIND_A_COMPANION.isdisjoint(gap)


def _mentioned(state: State, at: int, term: Term) -> bool:
    """`4 h after the end of fludarabine`: a drug that only tells the time of another."""
    if not state.open or not _told(state.lows[max(0, term.first - 3) : term.first]):
        return False
    after = state.after(at)
    return after is None or after.kind not in (Kind.DOSE, Kind.OPEN) or len(state.gap(term, after)) > 2


def _told(words: list[str]) -> bool:
    """`after`, `end of`, `end of the`, `prior to`, `after each`."""
    third, second, first = ["", "", "", *words][-3:]
    return (
        first in BEFORE_A_MENTION
        or (second in PARTS_OF_A_TREATMENT and first == "of")
        or (second, first) == ("prior", "to")
        or (third, second) in (("end", "of"), ("after", "each"))
    )


def _one_list(state: State, at: int, term: Term) -> bool:
    """Whether nothing but marks and linking words stands between a drug and the one named before it."""
    if not state.bare:
        return False
    left, between = state.bare[-1], range(state.bare[-1].last, term.first)
    covered: set[int] = set()
    for index in range(at - 1, -1, -1):
        inside = state.terms[index]
        if inside is left:
            break
        if inside.kind in _BETWEEN:
            covered.update(range(inside.first, inside.last))
    return all(index in covered or state.lows[index] in BETWEEN_DRUGS for index in between)
