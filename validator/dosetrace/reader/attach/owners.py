"""Which drugs the amounts of a dose belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dosetrace.reader.attach.state import State
from dosetrace.reader.terms import Kind, Term
from dosetrace.reader.tokens import WORD
from dosetrace.reader.vocabulary import (
    BEFORE_A_NAME,
    DOSE_FILLERS,
    MARKS_BEFORE_A_DOSE,
    MARKS_BEFORE_A_NAME,
    NO_NAME_ENDINGS,
    NO_NAMES,
    NOT_OF,
)
from dosetrace.units import Amount

MODIFIERS = frozenset({
    Kind.ROUTE, Kind.CONTINUOUS, Kind.PER, Kind.TIMES, Kind.EVERY, Kind.INFUSION, Kind.DURATION,
})  # fmt: skip
"""What may stand between a dose and its drug: `2 mg/day orally of`."""

_FURTHEST_DRUG = 4
_NEAR = 4


class Owned(NamedTuple):
    """One amount of a dose, its drug, the term that names the drug, and the one that states the dose."""

    amount: Amount
    drug: str
    term: Term
    dose: Term


def owners(state: State, at: int, term: Term) -> list[Owned] | None:
    """Each amount of a dose term with its drug; None where none is to be found."""
    return (
        _of_drug_behind(state, at, term) or _of_waiting_drugs(state, at, term) or _of_drug_in_hand(state, term) or None
    )


def unknown_name(state: State, at: int, term: Term) -> bool:
    """Whether a word that is neither a drug of the tables nor of everyday language stands beside the dose as a name
    does: `…, Xyz 40 mg`, `40 mg of Xyz`; not the name of a regimen, as in `inotuzumab with hyper-CVD (0.6 mg/m2)`."""
    if _unknown_behind(state, at, term):
        return True
    here = term.first - 1
    while here >= 0 and state.lows[here] in MARKS_BEFORE_A_DOSE:
        here -= 1
    if here < 0 or not _may_be_name(state, at, here) or not _begins_phrase(state, here):
        return False
    if state.lows[here + 1] == "(" and state.tokens[here].text.isupper() and state.drug is not None and not state.dosed:
        return False
    return not (state.tokens[here].text.islower() and drug_behind(state, at, term) is not None)


def _unknown_behind(state: State, at: int, term: Term) -> bool:
    """`40 mg of Xyz`; not `40 mg of body weight`."""
    name = state.tokens[term.last + 1]
    named = state.lows[term.last] == "of" and name.kind == WORD and name.low not in NO_NAMES | NOT_OF
    after = state.after(at)
    return named and drug_behind(state, at, term) is None and (after is None or after.first > term.last + 1)


def drug_behind(state: State, at: int, term: Term) -> int | None:
    """The place of the drug a dose stands in front of: `100 mg of vincristine`, `2 mg IV bolus vincristine`."""
    last = term
    for index in range(at + 1, min(at + 1 + _FURTHEST_DRUG, len(state.terms))):
        here = state.terms[index]
        gap = state.gap(last, here)
        if len(gap) > _NEAR or not DOSE_FILLERS.issuperset(gap):
            return None
        if here.kind is Kind.DRUG:
            return index
        if here.kind not in MODIFIERS:
            return None
        last = here
    return None


def _of_drug_behind(state: State, at: int, term: Term) -> list[Owned]:
    """`100 mg of vincristine`; without "of" only where no drug stands near before the dose."""
    index = drug_behind(state, at, term)
    if index is None or ("of" not in state.gap(term, state.terms[index]) and _drug_near_before(state, term)):
        return []
    state.taken.add(index)
    state.end_drug()
    state.drug, state.bare = state.terms[index], []
    state.drug_lead, state.next_lead = state.next_lead, {}
    return [Owned(amount, state.drug.value, state.drug, term) for amount in term.value.amounts]


def _drug_near_before(state: State, term: Term) -> bool:
    """`vincristine (2 mg IV) …`: whether the drug in hand waits for a dose and stands near."""
    if state.drug is None or state.dosed:
        return False
    return sum(word != "(" for word in state.gap(state.drug, term)) <= _NEAR


def _of_waiting_drugs(state: State, at: int, term: Term) -> list[Owned]:
    """`A and B 10 and 20 mg`, `A and B, 10 mg and 20 mg`, `A and B 10 mg each`: as many doses as drugs, or one each."""
    amounts, drugs = term.value.amounts, state.bare
    if len(amounts) > 1:
        return _paired(amounts, drugs, [term] * len(drugs)) if len(drugs) == len(amounts) else []
    if len(drugs) < 2 or state.dosed:
        return []
    run = _run(state, at)
    if len(run) == len(drugs):
        state.taken.update(range(run[0] + 1, run[-1] + 1))
        doses = [state.terms[index] for index in run]
        return _paired([dose.value.amounts[0] for dose in doses], drugs, doses)
    after = state.after(at)
    each = after is not None and after.kind is Kind.EACH
    return _paired(amounts * len(drugs), drugs, [term] * len(drugs)) if each else []


def _paired(amounts: Sequence[Amount], drugs: list[Term], doses: list[Term]) -> list[Owned]:
    """The first amount with the first drug, and so on."""
    return [Owned(a, drug.value, drug, dose) for a, drug, dose in zip(amounts, drugs, doses, strict=True)]


def _run(state: State, at: int) -> list[int]:
    """The places of the doses joined to this one by nothing but links."""
    run = [at]
    for index in range(at + 1, len(state.terms)):
        term = state.terms[index]
        if term.kind is Kind.DOSE and len(term.value.amounts) == 1:
            run.append(index)
        elif term.kind is not Kind.LINK:
            break
    return run


def _of_drug_in_hand(state: State, term: Term) -> list[Owned]:
    """The drug in hand, the only one of the sentence, or that of the sentence before."""
    if state.nameless and state.drug is None:
        return []
    drug = state.drug or state.only_drug
    if drug is not None:
        return [Owned(amount, drug.value, drug, term) for amount in term.value.amounts]
    if state.context is None:
        return []
    return [Owned(amount, state.context, term, term) for amount in term.value.amounts]


def _may_be_name(state: State, at: int, token: int) -> bool:
    """Whether a word is no everyday word, no adverb or participle, and no part of a term before the dose."""
    low = state.lows[token]
    if state.tokens[token].kind != WORD or low in NO_NAMES or low.endswith(NO_NAME_ENDINGS):
        return False
    for index in range(at - 1, -1, -1):
        if state.terms[index].last <= token:
            break
        if state.terms[index].first <= token:
            return False
    return True


def _begins_phrase(state: State, token: int) -> bool:
    """Whether a word begins a line, or stands behind a mark or a linking word."""
    if token == 0 or state.tokens[token].before == "\n":
        return True
    before = state.lows[token - 1]
    return before in MARKS_BEFORE_A_NAME or before in BEFORE_A_NAME
