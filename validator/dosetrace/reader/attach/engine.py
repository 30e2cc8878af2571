"""The table of rules, and how the terms of a sentence are gone through with them."""

from __future__ import annotations

from collections.abc import Callable

from dosetrace.reader.attach.attributes import attribute
from dosetrace.reader.attach.course import course
from dosetrace.reader.attach.days import respectively
from dosetrace.reader.attach.doses import cap, dose
from dosetrace.reader.attach.drafts import TIMING, Attached, Draft
from dosetrace.reader.attach.drugs import drug
from dosetrace.reader.attach.marks import closing, opening, stop, then
from dosetrace.reader.attach.sharing import share
from dosetrace.reader.attach.state import State
from dosetrace.reader.terms import Kind, Sentence, Term
from dosetrace.reader.vocabulary import EXCLUSIONS

Rule = Callable[[State, int, Term], None]

_FURTHEST_EXCLUSION = 12


def attach(sentence: Sentence, drug_name: str | None = None, earlier: tuple[Draft, ...] = ()) -> Attached:
    """The drafts of a sentence. `drug_name` is the one drug of the sentence before, where there was one, and
    `earlier` what was said there."""
    if any(token.low in EXCLUSIONS for token in sentence.tokens[:_FURTHEST_EXCLUSION]):
        return Attached((), (), ())
    state = State(sentence, drug_name, earlier)
    for at, term in enumerate(state.terms):
        rule = _RULES.get(term.kind)
        if rule is not None and at not in state.taken:
            rule(state, at, term)
    state.end_drug()
    share(state)
    course(state)
    return Attached(tuple(state.drafts), tuple(state.unread), tuple(state.course))


def _of_course(state: State, _at: int, term: Term) -> None:
    """`28-day cycles`, `6 cycles`: said of the course as a whole."""
    state.course.append(term)


_ATTRIBUTES = (
    *TIMING, Kind.PER, Kind.INFUSION, Kind.CONTINUOUS, Kind.ROUTE, Kind.CONDITION, Kind.PARITY, Kind.WEEKS,
    Kind.SAME_DAYS,
)  # fmt: skip
_RULES: dict[Kind, Rule] = {
    Kind.DRUG: drug, Kind.DOSE: dose, Kind.LARGEST: cap, **dict.fromkeys(_ATTRIBUTES, attribute),
    Kind.CYCLE_LENGTH: _of_course, Kind.MAX_CYCLES: _of_course,
    Kind.THEN: then, Kind.STOP: stop, Kind.OPEN: opening, Kind.CLOSE: closing, Kind.RESPECTIVELY: respectively,
}  # fmt: skip
