"""What parts a sentence: "then", semicolons, new lines, parentheses."""

from __future__ import annotations

from dataclasses import replace

from dosetrace.reader.attach.cycles import from_cycle
from dosetrace.reader.attach.drafts import Draft
from dosetrace.reader.attach.state import Parenthesis, State
from dosetrace.reader.terms import Kind, Term
from dosetrace.reader.vocabulary import LINES_OF_ALL, THEREAFTER


def then(state: State, at: int, term: Term) -> None:
    """What comes next in time. Behind a dose with no more to follow, "thereafter" is from the next cycle on."""
    if state.lows[term.first] in THEREAFTER and state.open and _closes(state, at, term):
        drug = state.open[0].drug
        if any(draft.value(Kind.CYCLES) for draft in state.drafts if draft.drug == drug):
            from_cycle(state, at, replace(term, kind=Kind.FROM_CYCLE, value=None))
        return
    state.boundary, state.bare, state.segment = True, [], []


def stop(state: State, at: int, term: Term) -> None:
    """`;` and the lines of a list part what stands before from what stands behind; `:` does not."""
    if term.value == ":":
        after = state.after(at)
        if after is not None and after.kind is Kind.STOP:
            state.sticky |= set(state.lead)
        return
    if term.value == "line" and not state.drafts:
        state.sticky |= set(state.lead)
    line = _line_behind(state, at)
    goes_on = term.value == "line" or (not state.dosed and any(other.kind is Kind.DOSE for other in line))
    if state.drug is not None and goes_on and _line_goes_on(state, at, line):
        return
    state.end_part()


def opening(state: State, _at: int, _term: Term) -> None:
    """Keeps what holds, until the parenthesis closes."""
    state.parentheses.append(Parenthesis(state.open, state.drug, state.dosed, len(state.drafts)))
    state.levels = []


def closing(state: State, _at: int, _term: Term) -> None:
    """What follows belongs to what stands before the parenthesis again, and to what in it is of the same drug."""
    if not state.parentheses:
        return
    held = state.parentheses.pop()
    inside = state.drafts[held.drafts :]
    if held.open:
        _close_dose(state, held, inside)
    elif len({draft.drug for draft in inside}) > 1:
        state.open = state.untimed_or_open(inside)
    elif not inside and held.drug is not None and state.drug is not held.drug:
        state.end_drug()
        state.drug, state.dosed = held.drug, held.dosed


def _closes(state: State, at: int, term: Term) -> bool:
    """Whether "thereafter" stands right behind what was said of a dose, and nothing of it follows."""
    if term.first == 0 or state.tokens[term.first - 1].text in (",", "and"):
        return False
    after = state.next(at, (Kind.LINK, Kind.CLOSE))
    if after is None or after.kind in (Kind.STOP, Kind.DRUG, Kind.THEN):
        return True
    return state.lows[term.first] == "thereafter" and after.kind is not Kind.DOSE


def _line_goes_on(state: State, at: int, line: list[Term]) -> bool:
    """Whether a new line names no drug: it says more of the drug before, or of all of them."""
    if not line or any(term.kind is Kind.DRUG for term in line):
        return False
    state.boundary, state.next_lead = False, {}
    if line[0].kind in (Kind.DAYS, Kind.CYCLES) and len(line) > 1 and line[1].kind is Kind.STOP:
        return False
    state.open = [] if any(term.kind is Kind.DOSE for term in line) else _doses_of_line(state, at)
    return True


def _line_behind(state: State, at: int) -> list[Term]:
    """The terms up to the next mark that parts."""
    line: list[Term] = []
    for term in state.behind(at):
        if term.kind is Kind.STOP and term.value != ":":
            break
        line.append(term)
    return line


def _doses_of_line(state: State, at: int) -> list[Draft]:
    """The doses that a line without a dose is said of: those of the drug in hand, or all (`Repeat every 28 days`)."""
    same = [draft for draft in state.drafts if state.drug and draft.drug == state.drug.value and not draft.total]
    if state.lows[state.terms[at].last] not in LINES_OF_ALL:
        return same
    return [draft for draft in state.drafts if not draft.timed and not draft.total] or same


def _close_dose(state: State, held: Parenthesis, inside: list[Draft]) -> None:
    """A parenthesis behind a dose: other drugs of a list, or other levels of the dose."""
    first = held.open[0]
    if any(draft.drug != first.drug for draft in inside):
        state.open = state.untimed_or_open(inside)
        return
    levels = inside if first.total else state.levels
    state.open = [*held.open, *(level for level in levels if level.drug == first.drug and level not in held.open)]
    state.drug = held.drug if held.drug is not None else state.drug
    state.dosed = True
