"""How far a sentence has been attached, and what may be asked of the terms around a place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from dosetrace.reader.attach.drafts import Draft
from dosetrace.reader.terms import Kind, Sentence, Term


class Parenthesis(NamedTuple):
    """What held where a parenthesis opened."""

    open: list[Draft]
    drug: Term | None
    dosed: bool
    drafts: int
    """How many drafts there were."""


@dataclass(eq=False)
class State:
    """One sentence and what is known of it so far."""

    sentence: Sentence
    context: str | None
    """The one drug of the sentence before."""
    earlier: tuple[Draft, ...]
    """What the sentence before said."""

    drafts: list[Draft] = field(default_factory=list)
    unread: list[tuple[Term, str]] = field(default_factory=list)
    course: list[Term] = field(default_factory=list)

    drug: Term | None = None
    """The drug in hand."""
    dosed: bool = False
    """Whether the drug in hand was given a dose."""
    bare: list[Term] = field(default_factory=list)
    """The drugs named one behind the other that wait for their doses."""
    companion: Term | None = None
    """A drug named beside the one that is dosed."""
    nameless: bool = False
    """Whether a dose was left since no drug of it is known."""

    lead: dict[Kind, Term] = field(default_factory=dict)
    """What leads all doses of this part of the sentence."""
    sticky: set[Kind] = field(default_factory=set)
    """What of it holds for the parts behind too."""
    drug_lead: dict[Kind, Term] = field(default_factory=dict)
    """What leads the doses of the drug in hand."""
    next_lead: dict[Kind, Term] = field(default_factory=dict)
    """What leads the doses of the drug to come."""
    cap: Term | None = None
    """The largest dose, named before any dose."""

    open: list[Draft] = field(default_factory=list)
    """The doses to which what follows belongs."""
    boundary: bool = False
    """Whether "then" stands behind them."""
    segment: list[Draft] = field(default_factory=list)
    """The doses since the last "then", drug or cycle."""
    group: int = 0
    """The number of the list they stand in."""
    levels: list[Draft] = field(default_factory=list)
    """Other levels of an earlier dose, since the last parenthesis opened."""
    parentheses: list[Parenthesis] = field(default_factory=list)
    last_days: tuple[list[Draft], Term] | None = None
    """The doses that days were last given to, and these days."""
    new_cycles: Term | None = None
    """Cycles that wait for the days right behind them."""
    taken: set[int] = field(default_factory=set)
    """Places of terms that an earlier one took with it."""

    def __post_init__(self) -> None:
        self.terms, self.tokens = self.sentence.terms, self.sentence.tokens
        self.lows = [token.low for token in self.tokens]

    def before(self, at: int) -> Term | None:
        """The term before a place."""
        return self.terms[at - 1] if at else None

    def after(self, at: int) -> Term | None:
        """The term behind a place."""
        return self.terms[at + 1] if at + 1 < len(self.terms) else None

    def behind(self, at: int) -> Iterator[Term]:
        """The terms behind a place, one after the other."""
        return (self.terms[index] for index in range(at + 1, len(self.terms)))

    def next(self, at: int, skipped: Collection[Kind]) -> Term | None:
        """The next term behind a place that is of no skipped kind."""
        return next((term for term in self.behind(at) if term.kind not in skipped), None)

    def gap(self, left: Term, right: Term) -> list[str]:
        """The words between two terms, in lower case."""
        return self.lows[left.last : right.first]

    def colon_behind(self, at: int) -> bool:
        """Whether a colon stands right behind a term: `Days 1-5:`."""
        after = self.after(at)
        if after is None or after.kind is not Kind.STOP or after.value != ":":
            return False
        return not self.gap(self.terms[at], after)

    def beside(self, term: Term) -> bool:
        """`in combination with bevacizumab`, `combined with a …`."""
        words = self.lows[max(0, term.first - 3) : term.first]
        return words[-2:] in (["combination", "with"], ["combined", "with"]) or words[-3:-1] == ["combination", "with"]

    @cached_property
    def only_drug(self) -> Term | None:
        """The drug of the sentence where it names one: "after 0.05 mg/kg on day 1, teclistamab …"."""
        named = [term for term in self.terms if term.kind is Kind.DRUG and term.depth == 0 and not self.beside(term)]
        return named[0] if len({term.value for term in named}) == 1 else None

    def untimed_or_open(self, drafts: list[Draft]) -> list[Draft]:
        """Of some doses those that have no time yet, or else those in hand."""
        return [draft for draft in drafts if not draft.timed and not draft.total] or self.open

    def end_drug(self) -> None:
        """A drug that was given no dose is a claim all the same where its days or its infusion are stated."""
        if self.drug is None or self.dosed or not _tells_when(self.drug_lead):
            return
        shared = {kind: term for kind, term in self.drug_lead.items() if kind in _OF_A_LIST}
        for drug in self.bare if self.drug in self.bare else [self.drug]:
            fields = self.lead | (self.drug_lead if drug is self.drug else shared)
            self.drafts.append(Draft(drug.value, drug, None, None, drug.depth, -1, fields))
        self.dosed = True

    def end_part(self) -> None:
        """Forgets what held up to a semicolon or the end of a line."""
        self.end_drug()
        self.open, self.drug_lead, self.next_lead, self.segment, self.bare = [], {}, {}, [], []
        self.boundary, self.dosed = False, True
        self.lead = {kind: term for kind, term in self.lead.items() if kind in self.sticky}


_OF_A_LIST = (Kind.DAYS, Kind.FROM_DAY, Kind.CYCLES, Kind.FROM_CYCLE, Kind.EVERY)
"""What is said once behind a list of drugs."""


def _tells_when(lead: dict[Kind, Term]) -> bool:
    """`vincristine on day 1`, `cytarabine as a continuous infusion for 7 days`."""
    lasting = Kind.DURATION in lead and not lead.keys().isdisjoint((Kind.CONTINUOUS, Kind.EVERY, Kind.TIMES))
    return Kind.DAYS in lead or Kind.FROM_DAY in lead or lasting
