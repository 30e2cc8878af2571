"""Cycle lengths and numbers of cycles, for the doses of their part of the sentence."""

from __future__ import annotations

from bisect import bisect_right

from dosetrace.reader.attach.state import State
from dosetrace.reader.terms import Kind, Term
from dosetrace.reader.tokens import Token


def course(state: State) -> None:
    """`in 28-day cycles for 6 cycles`: each dose gets the length and the number that are said of it."""
    if not state.course:
        return
    parts = _Parts(state)
    lengths, numbers = parts.said(state, Kind.CYCLE_LENGTH), parts.said(state, Kind.MAX_CYCLES)
    for draft in state.drafts:
        place = (draft.dose_term or draft.drug_term).first
        draft.length = parts.said_at(place, lengths)
        draft.most_cycles = parts.said_at(place, numbers)


class _Parts:
    """The parts of a sentence, closed by semicolons and new lines of a list."""

    def __init__(self, state: State) -> None:
        self.lows = state.lows
        self.ends = [term.first for term in state.terms if term.kind is Kind.STOP and term.value != ":"]
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
        [(part, terms)] = said.items()
        return terms[0] if len(terms) == 1 and (terms[0].first > place or part == 0) else None

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


def _numbered(tokens: list[Token]) -> bool:
    """Whether the parts are numbered alternatives: 1) …; 2) …"""
    closed = (
        at
        for at, token in enumerate(tokens)
        if at > 1 and token.text == ")" and tokens[at - 1].whole is not None and tokens[at - 2].text != "("
    )
    return sum(1 for _ in closed) > 1
