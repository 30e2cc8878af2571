"""Cycle lengths and numbers of cycles, for the doses of their part of the sentence."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from dosetrace.reader.attach.state import State
from dosetrace.reader.terms import Kind, Term
from dosetrace.reader.tokens import Token
from dosetrace.reader.vocabulary import CLAUSE_VERBS
from dosetrace.units import Amount


def course(state: State) -> None:
    """`in 28-day cycles for 6 cycles`: each dose gets the length and the number that are said of it."""
    _interval_of_all(state)
    if not state.course:
        return
    parts = _Parts(state)
    lengths, numbers = parts.said(state, Kind.CYCLE_LENGTH), parts.said(state, Kind.MAX_CYCLES)
    for draft in state.drafts:
        place = (draft.dose_term or draft.drug_term).first
        draft.length = parts.said_at(place, lengths)
        draft.most_cycles = parts.said_at(place, numbers)


def _interval_of_all(state: State) -> None:
    """`A on day 1 and B on days 1-5, every 21 days`: the interval behind the last days is that of the whole course."""
    if not state.drafts or not state.drafts[-1].own(Kind.EVERY) or not state.drafts[-1].own(Kind.DAYS):
        return
    *before, last = state.drafts
    every = last.fields[Kind.EVERY]
    if _long(every.value) and not any(Kind.EVERY in draft.fields for draft in before):
        state.course.append(replace(last.fields.pop(Kind.EVERY), kind=Kind.CYCLE_LENGTH))


def _long(length: Amount) -> bool:
    """Whether an interval is one of cycles: two weeks or more."""
    return length.low >= {"d": 14, "wk": 2, "mo": 1}.get(length.unit.code, 99)


class _Parts:
    """The parts of a sentence, closed by semicolons, new lines of a list and "then"."""

    def __init__(self, state: State) -> None:
        self.lows = state.lows
        self.ends = [term.first for term in state.terms if _parts(term)]
        self.first_dose = min((d.dose_term.first for d in state.drafts if d.dose_term is not None), default=0)
        self.drugs = [term.first for term in state.terms if term.kind is Kind.DRUG]
        self.alternatives = _numbered(state.tokens)

    def said(self, state: State, kind: Kind) -> dict[int, list[Term]]:
        """What is said of the course, by the part in which it stands."""
        by_part: dict[int, list[Term]] = {}
        for term in state.course:
            if term.kind is kind:
                by_part.setdefault(self._part(term.first), []).append(term)
        return by_part

    def said_at(self, place: int, said: dict[int, list[Term]]) -> Term | None:
        """Of what is said, that which is said of a dose."""
        inside = said.get(self._part(place))
        if inside is None:
            return self._of_whole_sentence(place, said)
        leading = [term for term in inside if term.first < place and self._of_behind(term)]
        if leading:
            return leading[-1]
        return inside[0] if len(inside) == 1 else self._nearest(place, inside)

    def _of_whole_sentence(self, place: int, said: dict[int, list[Term]]) -> Term | None:
        """What is said once, behind the dose or ahead of all parts, unless the parts are alternatives."""
        if self.alternatives or len(said) != 1:
            return None
        [terms] = said.values()
        if len(terms) != 1 or self._own_clause(terms[0]):
            return None
        return terms[0] if terms[0].first > place or terms[0].first < self.first_dose else None

    def _own_clause(self, term: Term) -> bool:
        """Whether a part says its own sentence of its own drug: `; blinatumomab was infused … every 42-day cycle`."""
        start = next((end for end in reversed(self.ends) if end <= term.first), None)
        if start is None or "all" in self.lows[max(start, term.first - 3) : term.first]:
            return False
        drug = next((first for first in self.drugs if start <= first < term.first), None)
        return drug is not None and not CLAUSE_VERBS.isdisjoint(self.lows[drug : term.first])

    def _nearest(self, place: int, inside: list[Term]) -> Term:
        """The first one behind a dose, unless it leads another dose; else the last one before it."""
        behind = next((term for term in inside if term.first > place), None)
        if behind is not None and not self._of_behind(behind):
            return behind
        return ([term for term in inside if term.first < place] or inside)[-1]

    def _of_behind(self, term: Term) -> bool:
        """`6 cycles of …`, `28-day cycles with …`: it leads what follows."""
        return self.lows[term.last] in ("of", "with")

    def _part(self, token: int) -> int:
        """Which part of the sentence a token stands in."""
        return bisect_right(self.ends, token)


def _parts(term: Term) -> bool:
    return term.kind is Kind.THEN or (term.kind is Kind.STOP and term.value != ":")


def _numbered(tokens: list[Token]) -> bool:
    """Whether the parts are numbered alternatives: 1) …; 2) …"""
    closed = (
        at
        for at, token in enumerate(tokens)
        if at > 1 and token.text == ")" and tokens[at - 1].whole is not None and tokens[at - 2].text != "("
    )
    return sum(1 for _ in closed) > 1
