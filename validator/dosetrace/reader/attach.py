"""Which dose belongs to which drug, and which days, cycles and intervals to which dose.

The terms of a sentence are gone through once from left to right. What stands behind a dose belongs to it; what stands
before any dose leads the doses that follow; days named once behind a list belong to all of the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from dosetrace.reader.terms import Doses, Kind, Sentence, Term
from dosetrace.reader.tokens import WORD
from dosetrace.reader.vocabulary import CONDITIONS, LARGEST, ORDINARY, PEOPLE, REDUCTIONS, SPANS
from dosetrace.units import Amount

ATTRIBUTES = {
    Kind.DAYS, Kind.FROM_DAY, Kind.CYCLES, Kind.FROM_CYCLE, Kind.EVERY_HOURS, Kind.EVERY, Kind.TIMES,
    Kind.TIMES_A_WEEK, Kind.PER, Kind.INFUSION, Kind.CONTINUOUS, Kind.DURATION, Kind.COUNT, Kind.ROUTE, Kind.CONDITION,
    Kind.PARITY, Kind.WEEKS, Kind.SAME_DAYS,
}  # fmt: skip
_COURSE = {Kind.CYCLE_LENGTH, Kind.MAX_CYCLES}
TIMING = {Kind.DAYS, Kind.FROM_DAY, Kind.EVERY_HOURS, Kind.EVERY, Kind.TIMES, Kind.TIMES_A_WEEK, Kind.DURATION,
          Kind.CYCLES, Kind.FROM_CYCLE, Kind.COUNT}  # fmt: skip
_SHARED = (Kind.DAYS, Kind.EVERY, Kind.CYCLES, Kind.FROM_CYCLE, Kind.TIMES_A_WEEK)
_INHERITED = (*TIMING, Kind.ROUTE, Kind.INFUSION, Kind.CONTINUOUS, Kind.PER)
_MODIFIERS = {Kind.ROUTE, Kind.CONTINUOUS, Kind.PER, Kind.TIMES, Kind.EVERY, Kind.INFUSION, Kind.DURATION}
_FILLERS = {"of", "the", "liposomal", "flat", "dose", "doses", "total", "loading", "single", "fixed", "bolus", "initial",
            "infusion", "injection", "a", "an", "push", "daily", "high", "low", "standard", "short", "-", "rapid", "as",
            "recombinant", "human", "induction", "maintenance", "priming"}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A claim in the making: the terms behind each of its fields."""

    drug: str
    drug_term: Term
    dose: Amount | None
    dose_term: Term | None
    depth: int
    at: int
    """Its place among the terms."""
    fields: dict[Kind, Term] = field(default_factory=dict)
    led: set[Kind] = field(default_factory=set)
    """Fields taken from words before the dose, which words behind it replace."""
    per: str = "administration"
    total: bool = False
    cap: Term | None = None
    bounds: Term | None = None
    length: Term | None = None
    most_cycles: Term | None = None
    doubt: tuple[str, dict[str, object]] | None = None
    group: int = 0
    values: dict[Kind, Any] = field(default_factory=dict)
    """Values that differ from those of the terms, after pairing and cutting."""

    def value(self, kind: Kind) -> Any:
        if kind in self.values:
            return self.values[kind]
        return self.fields[kind].value if kind in self.fields else None

    @property
    def timed(self) -> bool:
        return any(kind in self.fields and kind not in self.led for kind in TIMING) or self.per == "day"

    @property
    def by_unit(self) -> bool:
        """Whether the amount is per day by its unit, not by the word "daily"."""
        return self.dose_term is not None and self.dose_term.value.per == "day"

    @property
    def untimed(self) -> bool:
        return not any(kind in self.fields and kind not in self.led for kind in TIMING)

    def take(self, term: Term, led: bool = False) -> None:
        self.fields[term.kind] = term
        self.values.pop(term.kind, None)
        self.led.discard(term.kind)
        if led:
            self.led.add(term.kind)


@dataclass(frozen=True, slots=True)
class Attached:
    """The drafts of one sentence, the terms that nothing took, and what is said of the course as a whole."""

    drafts: tuple[Draft, ...]
    unread: tuple[tuple[Term, str], ...]
    course: tuple[Term, ...]


def attach(sentence: Sentence, drug_name: str | None = None, earlier: tuple[Draft, ...] = ()) -> Attached:
    """The drafts of a sentence. `drug_name` is the one drug of the sentence before, where there was one, and
    `earlier` what was said there."""
    if any(token.low in _HISTORY for token in sentence.tokens[:12]):
        return Attached((), (), ())
    return _Attachment(sentence, drug_name, earlier).run()


class _Attachment:
    def __init__(self, sentence: Sentence, context: str | None, earlier: tuple[Draft, ...]) -> None:
        self.sentence = sentence
        self.earlier = earlier
        self.nameless = False
        self.companion: Term | None = None
        self.terms = sentence.terms
        self.context = context
        self.drafts: list[Draft] = []
        self.unread: list[tuple[Term, str]] = []
        self.course: list[Term] = []
        self.open: list[Draft] = []
        self.drug: Term | None = None
        self.consumed = False
        self.bare: list[Term] = []
        self.item_lead: dict[Kind, Term] = {}
        self.lead: dict[Kind, Term] = {}
        self.sticky: set[Kind] = set()
        self.next_lead: dict[Kind, Term] = {}
        self.boundary = False
        self.parens: list[tuple[list[Draft], Term | None, bool, int]] = []
        self.segment: list[Draft] = []
        self.targets: dict[int, int] = {}
        self.taken: set[int] = set()
        self.group = 0
        self.cap_waiting: Term | None = None
        self.last_days: tuple[list[Draft], Term] | None = None
        self.children: list[Draft] = []
        self.new_cycles: Term | None = None

    def run(self) -> Attached:
        for at in range(len(self.terms)):
            if at not in self.taken:
                self._one(at, self.terms[at])
        self._end_item()
        self._share()
        self._course()
        return Attached(tuple(self.drafts), tuple(self.unread), tuple(self.course))

    def _one(self, at: int, term: Term) -> None:
        kind = term.kind
        if kind is Kind.DRUG:
            self._drug(at, term)
        elif kind is Kind.DOSE:
            self._dose(at, term)
        elif kind is Kind.LARGEST:
            self._cap(at, term)
        elif kind in ATTRIBUTES:
            self._attribute(at, term)
        elif kind in _COURSE:
            self.course.append(term)
        elif kind is Kind.THEN:
            self._then(at, term)
        elif kind is Kind.STOP:
            self._stop(at, term)
        elif kind is Kind.OPEN:
            self.parens.append((self.open, self.drug, self.consumed, len(self.drafts)))
            self.children = []
        elif kind is Kind.CLOSE:
            self._close()
        elif kind is Kind.RESPECTIVELY:
            self._respectively()

    # neighbours

    def _next(self, at: int, skip: Iterable[Kind] = ()) -> Term | None:
        skipped = set(skip)
        return next((term for term in self.terms[at + 1 :] if term.kind not in skipped), None)

    def _gap(self, left: Term, right: Term) -> list[str]:
        return [token.low for token in self.sentence.tokens[left.last : right.first]]

    def _before(self, at: int) -> Term | None:
        return self.terms[at - 1] if at else None

    # drugs

    def _drug(self, at: int, term: Term) -> None:
        before = self._before(at)
        if self.drug is not None and self.drug.value == term.value and before is not None and before.kind is Kind.OPEN:
            return
        if self._companion(at, term) or self._mentioned(at, term):
            return
        again = self.drug is not None and self.drug.value == term.value and not self.consumed and not self.open
        lead = self.item_lead if again else {}
        if not again:
            self._end_item()
        joined = (
            self.bare
            and before is not None
            and before.kind is Kind.LINK
            and not self._words_between(self.bare[-1], term)
        )
        self.bare = [*self.bare, term] if joined and not self.consumed else [term]
        self.drug, self.consumed, self.open = term, False, []
        self.item_lead, self.next_lead = lead | self.next_lead, {}
        self.boundary, self.cap_waiting = False, None
        self.segment = []

    def _companion(self, at: int, term: Term) -> bool:
        """`in combination with bevacizumab`: a drug named beside the one that is dosed."""
        before = self._before(at)
        listed = before is not None and before.kind is Kind.LINK and at > 1 and self.terms[at - 2] is self.companion
        if not (self._beside(term) or listed) or (self.drug is None and self.context is None):
            return False
        behind = (Kind.OPEN, Kind.CLOSE, Kind.DRUG, Kind.ROUTE)
        after = self._next(at, behind)
        gap = self._gap(term, after) if after is not None and after.kind is Kind.DOSE else [","] * 9
        alone = len(gap) > 6 or any(word in ("is", "was", "were", "are", ",") for word in gap)
        self.companion = term if alone else None
        return alone

    def _mentioned(self, at: int, term: Term) -> bool:
        """`4 h after the end of fludarabine`: a drug that only tells the time of another."""
        words = [token.low for token in self.sentence.tokens[max(0, term.first - 3) : term.first]]
        told = (
            words[-1:] in (["after"], ["before"], ["following"], ["preceding"], ["than"])
            or words[-2:] in (["end", "of"], ["start", "of"], ["completion", "of"], ["prior", "to"])
            or words[-3:-1] in (["end", "of"], ["after", "each"])
        )
        after = self.terms[at + 1] if at + 1 < len(self.terms) else None
        dosed = after is not None and after.kind in (Kind.DOSE, Kind.OPEN) and len(self._gap(term, after)) <= 2
        return bool(self.open) and told and not dosed

    def _beside(self, term: Term) -> bool:
        words = [token.low for token in self.sentence.tokens[max(0, term.first - 3) : term.first]]
        return words[-2:] in (["combination", "with"], ["combined", "with"]) or words[-3:-1] == ["combination", "with"]

    def _words_between(self, left: Term, right: Term) -> bool:
        """Whether more than marks and linking words stands between two drugs."""
        inside = [t for t in self.terms if left.last <= t.first and t.last <= right.first]
        covered = {
            index
            for t in inside
            if t.kind in (Kind.LINK, Kind.OPEN, Kind.CLOSE, Kind.DRUG, Kind.ROUTE)
            for index in range(t.first, t.last)
        }
        return any(
            self.sentence.tokens[index].low not in _LIST_WORDS
            for index in range(left.last, right.first)
            if index not in covered
        )

    def _end_item(self) -> None:
        """A drug that was given no dose is a claim all the same where its days or its infusion are stated."""
        if self.drug is None or self.consumed:
            return
        lead = self.item_lead
        strong = (
            Kind.DAYS in lead
            or Kind.FROM_DAY in lead
            or (Kind.DURATION in lead and (Kind.CONTINUOUS in lead or Kind.EVERY in lead or Kind.TIMES in lead))
        )
        if strong:
            draft = Draft(self.drug.value, self.drug, None, None, self.drug.depth, len(self.drafts), dict(lead))
            draft.fields = self.lead | draft.fields
            self.drafts.append(draft)
            self.consumed = True

    # doses

    def _dose(self, at: int, term: Term) -> None:
        read: Doses = term.value
        if self._received(at, term):
            return
        if self._unknown_name(at, term):
            self._leave(term, "a dose of something that no table of drugs names")
            return
        drugs = self._drugs_of(at, term, read)
        if drugs is None:
            self._leave(term, "a dose without a drug")
            return
        if self.boundary:
            self.segment = []
        self.group += 1
        change = self._change(at, term)
        parent = self._parent(drugs[0][1], change)
        together = self._same_list(at, drugs[0][1])
        if together:
            self.group -= 1
        fresh = [self._draft(at, term, amount, drug, drug_term) for amount, drug, drug_term in drugs]
        total = self._total(at, term)
        for draft in fresh:
            if not (read.per == "administration" and Kind.PER in draft.fields):
                draft.per = read.per
            draft.total = total
            if total and read.per == "administration":
                draft.per = "course"
            if read.every_hours:
                draft.fields[Kind.EVERY_HOURS] = replace(term, kind=Kind.EVERY_HOURS, value=read.every_hours)
            if read.times:
                kind = Kind.TIMES if read.per == "day" else Kind.COUNT
                draft.per = "administration"
                draft.fields[kind] = replace(term, kind=kind, value=read.times)
            if read.doubt:
                draft.doubt = (read.doubt, {"dose": read.doubt.rpartition(" ")[2]})
            if parent is not None and not total:
                self._inherit(draft, parent)
                self.children.append(draft)
        self._pair_led(fresh)
        if total:
            self.drafts += fresh
            if not self.open:
                self.open = fresh
            self.consumed = True
            return
        self._ambiguous_list(at, term, fresh, drugs)
        self.drafts += fresh
        self.open = [*self.open, *fresh] if together else fresh
        self.consumed, self.boundary = True, False
        self.segment += fresh
        if len(drugs) < 2:
            self.bare = []

    def _parent(self, drug: str, change: bool) -> Draft | None:
        """The dose that this one is another level of."""
        if self.open and self.open[0].drug == drug and (self._inside_of_dose() or change):
            return self.open[0]
        earlier = [draft for draft in (*self.earlier, *self.drafts) if draft.drug == drug and not draft.total]
        return earlier[-1] if change and earlier else None

    def _leave(self, term: Term, why: str) -> None:
        """Leaves a dose unread, with all that may be said of it."""
        self.unread.append((term, why))
        self._end_item()
        self.open, self.drug, self.consumed, self.bare, self.boundary = [], None, False, [], False
        self.nameless = True

    def _unknown_name(self, at: int, term: Term) -> bool:
        """Whether a word that is neither a drug of the tables nor of everyday language stands before the dose as a
        name does: `…, Xyz 40 mg`."""
        found = self.sentence.tokens
        here = term.first - 1
        while here >= 0 and found[here].text in ("(", ":", "[", "|", "-", "*"):
            here -= 1
        if here < 0 or found[here].kind != WORD or self._in_a_term(here) or found[here].low in _NO_NAMES:
            return False
        if self._target(at, term) is not None and found[here].text.islower():
            return False
        if found[here].low.endswith(("ly", "ing", "ed")):
            return False
        before = found[here - 1] if here else None
        begins = (
            before is None
            or found[here].before == "\n"
            or before.text in (",", ";", "(", ":", "+", "/", "•", "-", "*", ".")
        )
        return begins or (
            before is not None
            and before.low in ("and", "or", "plus", "with", "of", "received", "by", "to", "then", "high", "receive")
        )

    def _in_a_term(self, token: int) -> bool:
        return any(term.first <= token < term.last for term in self.terms)

    def _same_list(self, at: int, drug: str) -> bool:
        """`40 mg, 60 mg, or 80 mg orally on days …`: levels of one drug, joined by nothing but links."""
        if not self.open or self.open[-1].drug != drug or self.boundary or self.open[-1].total or self.open[-1].timed:
            return False
        last = self.open[-1].dose_term
        between = [term for term in self.terms[:at] if last is not None and term.first >= last.last]
        return (
            bool(between)
            and all(term.kind is Kind.LINK for term in between)
            and self.open[-1].depth == self.terms[at].depth
        )

    def _drugs_of(self, at: int, term: Term, read: Doses) -> list[tuple[Amount, str, Term]] | None:
        """Each amount of a dose term with its drug; None where none is to be found."""
        amounts = list(read.amounts)
        number = len(amounts)
        target = self._target(at, term)
        if target is not None:
            index, of = target
            before = self.drug
            near = (
                before is not None
                and not self.consumed
                and len([w for w in self._gap(before, term) if w not in ("(",)]) <= 4
            )
            if of or before is None or self.consumed or not near:
                self.taken.add(index)
                following = self.terms[index]
                self._end_item()
                self.drug, self.item_lead, self.next_lead = following, self.next_lead, {}
                self.bare = []
                return [(amount, following.value, following) for amount in amounts]
        if number > 1 and len(self.bare) == number:
            return [(amount, drug.value, drug) for amount, drug in zip(amounts, self.bare, strict=True)]
        if number == 1 and len(self.bare) > 1 and not self.consumed:
            run = self._run(at)
            if len(run) == len(self.bare):
                self.taken |= set(range(run[0] + 1, run[-1] + 1))
                doses = [self.terms[index].value for index in run]
                return [(dose.amounts[0], drug.value, drug) for dose, drug in zip(doses, self.bare, strict=True)]
            after = self._next(at, _MODIFIERS)
            if after is not None and after.kind is Kind.EACH and self.terms[at + 1].kind is Kind.EACH:
                return [(amounts[0], drug.value, drug) for drug in self.bare]
        if self.nameless and self.drug is None:
            return None
        drug = self.drug or self._only_drug()
        if drug is not None:
            return [(amount, drug.value, drug) for amount in amounts]
        if self.context is not None:
            return [(amount, self.context, term) for amount in amounts]
        return None

    def _only_drug(self) -> Term | None:
        """The drug of the sentence where it names one: "after 0.05 mg/kg on day 1, teclistamab …"."""
        named = [term for term in self.terms if term.kind is Kind.DRUG and not self._beside(term) and term.depth == 0]
        return named[0] if len({term.value for term in named}) == 1 else None

    def _run(self, at: int) -> list[int]:
        """The dose terms joined to this one by nothing but links."""
        run = [at]
        for index in range(at + 1, len(self.terms)):
            if self.terms[index].kind is Kind.DOSE and len(self.terms[index].value.amounts) == 1:
                run.append(index)
            elif self.terms[index].kind is not Kind.LINK:
                break
        return run

    def _target(self, at: int, term: Term) -> tuple[int, bool] | None:
        """The drug a dose stands in front of (`100 mg of vincristine`): its index, and whether "of" says so."""
        last = term
        for index in range(at + 1, min(at + 5, len(self.terms))):
            here = self.terms[index]
            gap = self._gap(last, here)
            if len(gap) > 4 or any(word not in _FILLERS for word in gap):
                return None
            if here.kind is Kind.DRUG:
                words = self._gap(term, here)
                return index, "of" in words
            if here.kind not in _MODIFIERS:
                return None
            last = here
        return None

    def _draft(self, at: int, term: Term, amount: Amount, drug: str, drug_term: Term) -> Draft:
        draft = Draft(drug, drug_term, amount, term, term.depth, at, group=self.group)
        for lead in (self.lead, self.item_lead):
            for kind, led in lead.items():
                draft.take(led, led=True)
        draft.cap = self.cap_waiting
        if Kind.PER in draft.fields and draft.fields[Kind.PER].value == "day":
            draft.per = "day"
        return draft

    def _pair_led(self, fresh: list[Draft]) -> None:
        """`on days 2 and 8 at 0.6 and 0.3 mg/m2`: the first dose on the first day."""
        led = fresh[0].fields.get(Kind.DAYS) if len(fresh) > 1 else None
        if led is not None and len(led.value) == len(fresh):
            for draft, days in zip(fresh, led.value, strict=True):
                draft.values[Kind.DAYS] = (days,)

    def _ambiguous_list(self, at: int, term: Term, fresh: list[Draft], drugs: list[tuple[Amount, str, Term]]) -> None:
        """`A and B were given at 10 mg`: of B, or of each."""
        if len(self.bare) < 2 or len(fresh) > 1 or fresh[0].drug_term is not self.bare[-1]:
            return
        gap = self._gap(self.bare[-1], term)
        if any(word in ("were", "are") for word in gap):
            others = ", ".join(drug.value for drug in self.bare[:-1])
            fresh[0].doubt = (f"the dose may be meant for {others} too", {"drug": [drug.value for drug in self.bare]})

    def _received(self, at: int, term: Term) -> bool:
        for before in reversed(self.terms[max(0, at - 4) : at]):
            if before.kind is Kind.RECEIVED:
                return term.first - before.last <= 12
            if before.kind in (Kind.DOSE, Kind.STOP, Kind.DAYS):
                return False
        return False

    def _total(self, at: int, term: Term) -> bool:
        for index in range(at - 1, max(at - 4, -1), -1):
            before = self.terms[index]
            if before.kind is Kind.TOTAL:
                gap = self._gap(before, term)
                return len(gap) <= 5 and "doses" not in gap and "daily" not in gap
            if before.kind not in (Kind.PER, Kind.LINK, Kind.OPEN):
                return False
        return False

    def _change(self, at: int, term: Term) -> bool:
        """Whether the dose is what another one is changed to: "reduced to 8 mg/m2"."""
        for index in range(at - 1, max(at - 4, -1), -1):
            if self.terms[index].kind is Kind.CHANGE:
                return len(self._gap(self.terms[index], term)) <= 6
            if self.terms[index].kind in (Kind.DOSE, Kind.STOP):
                return False
        return False

    def _inside_of_dose(self) -> bool:
        """Whether a parenthesis opened behind a dose: what stands in it is another level of the same."""
        return bool(self.parens and self.parens[-1][0])

    def _inherit(self, draft: Draft, parent: Draft) -> None:
        for kind in _INHERITED:
            if kind in parent.fields and kind not in draft.fields:
                draft.take(parent.fields[kind], led=True)
                if kind in parent.values:
                    draft.values[kind] = parent.values[kind]
        if draft.per == "administration" and parent.per == "day":
            draft.per = "day"

    def _cap(self, at: int, term: Term) -> None:
        targets = [draft for draft in self.open if not draft.total]
        for draft in targets:
            draft.cap = term
        if not targets:
            self.cap_waiting = term

    # what belongs to a dose

    def _attribute(self, at: int, term: Term) -> None:
        if self._leads_next(at, term):
            if self.open and self._colon_behind(at):
                self._stop(at, term)
            target = self.lead if self._colon_behind(at) else self.next_lead
            target[term.kind] = term
            if self._colon_behind(at):
                self.sticky.add(term.kind)
                if term.kind in (Kind.CYCLES, Kind.FROM_CYCLE, Kind.PARITY):
                    for kind in (Kind.DAYS, Kind.CYCLES, Kind.FROM_CYCLE, Kind.PARITY):
                        if kind is not term.kind:
                            self.lead.pop(kind, None)
            return
        if (
            self.open
            and self.boundary
            and term.kind in (Kind.DAYS, Kind.EVERY, Kind.CYCLES)
            and not self._dose_ahead(at)
        ):
            self.open = [self._at_other_times(draft) for draft in self.open]
            self.boundary = False
        if self.open and not self.boundary:
            self._trailing(at, term)
        elif self.drug is not None:
            self.item_lead[term.kind] = term
            if self.boundary and term.kind is Kind.FROM_CYCLE:
                self.item_lead.pop(Kind.CYCLES, None)
        else:
            self.lead[term.kind] = term

    def _dose_ahead(self, at: int) -> bool:
        """Whether a dose follows before the next drug or the end of this part."""
        for term in self.terms[at + 1 :]:
            if term.kind is Kind.DOSE:
                return True
            if term.kind in (Kind.DRUG, Kind.STOP, Kind.THEN):
                return False
        return False

    def _at_other_times(self, draft: Draft) -> Draft:
        """The same dose, to be given at the times that follow."""
        fields = {
            kind: term for kind, term in draft.fields.items() if kind not in TIMING and kind is not Kind.CONDITION
        }
        copy = replace(draft, fields=fields, led=set(), values={})
        self.drafts.append(copy)
        return copy

    def _colon_behind(self, at: int) -> bool:
        after = self.terms[at + 1] if at + 1 < len(self.terms) else None
        return (
            after is not None
            and after.kind is Kind.STOP
            and after.value == ":"
            and not self._gap(self.terms[at], after)
        )

    def _leads_next(self, at: int, term: Term) -> bool:
        """Whether the words belong to the drug behind them: "weekly methotrexate", "Day 1: …"."""
        if self._colon_behind(at):
            return term.kind in (Kind.DAYS, Kind.CYCLES, Kind.FROM_CYCLE, Kind.PARITY, Kind.FROM_DAY)
        last = term
        for index in range(at + 1, min(at + 4, len(self.terms))):
            here = self.terms[index]
            if any(word not in _FILLERS for word in self._gap(last, here)):
                return False
            if self.sentence.tokens[here.first].before == "\n" and here.kind is Kind.STOP:
                return False
            if here.kind is Kind.DRUG and index not in self.taken:
                break
            if here.kind not in _MODIFIERS:
                return False
            last = here
        else:
            return False
        before = self._before(at)
        parted = (
            before is None or before.kind in (Kind.LINK, Kind.STOP, Kind.OPEN, Kind.THEN) or before.last != term.first
        )
        if term.kind in (Kind.DAYS, Kind.CYCLES):
            return parted and all(draft.timed for draft in self.open)
        if not self.open:
            return True
        return parted or term.kind in self.open[0].fields

    def _trailing(self, at: int, term: Term) -> None:
        kind = term.kind
        if kind is Kind.DAYS:
            self._more_days(at, term)
        elif kind in (Kind.CYCLES, Kind.FROM_CYCLE):
            self._in_cycles(at, term)
        elif kind is Kind.PER:
            self._per(term)
        elif kind is Kind.DURATION:
            self._lasting(term)
        elif kind is Kind.WEEKS:
            self._weeks(term)
        elif kind is Kind.SAME_DAYS:
            self._on_the_same_days(term)
        elif kind is Kind.CONDITION:
            for draft in self.open:
                draft.fields.setdefault(kind, term)
        elif (
            kind is Kind.EVERY
            and any(k in d.fields and k not in d.led for d in self.open for k in (Kind.CYCLES,))
            and Kind.EVERY in self.open[0].fields
            and Kind.EVERY not in self.open[0].led
        ):
            self.open = [self._at_other_times(draft) for draft in self.open]
            for draft in self.open:
                draft.take(term)
        else:
            for draft in self.open:
                if kind not in draft.fields or kind in draft.led:
                    draft.take(term)

    def _more_days(self, at: int, term: Term) -> None:
        has = [draft for draft in self.open if Kind.DAYS in draft.fields and Kind.DAYS not in draft.led]
        led = [draft for draft in self.open if Kind.DAYS in draft.led]
        after = self._next(at, (Kind.LINK,))
        if led and after is not None and after.kind is Kind.DOSE and self._straight_to(term, after):
            self.item_lead[Kind.DAYS] = term
            self.open = []
            return
        if self.new_cycles is not None:
            fresh = [self._again(draft, term) for draft in self.open]
            for draft in fresh:
                draft.take(self.new_cycles)
            self.open, self.new_cycles = fresh, None
            return
        if has and self._cycles_again(at):
            self._union(has, term)
            return
        if has and any(
            kind in draft.fields and kind not in draft.led for draft in has for kind in (Kind.CYCLES, Kind.FROM_CYCLE)
        ):
            self.open = [self._again(draft, term) for draft in self.open]
            return
        if has:
            self._union(has, term)
            return
        self._give_days(term)

    def _union(self, drafts: list[Draft], term: Term) -> None:
        for draft in drafts:
            old = draft.value(Kind.DAYS)
            draft.take(replace(term, value=(*old, *term.value), first=draft.fields[Kind.DAYS].first))

    def _cycles_again(self, at: int) -> bool:
        """`C1D8 and C1D15`: the cycle was named a second time, right before these days."""
        before = self._before(at)
        return (
            before is not None
            and before.kind is Kind.CYCLES
            and before.last == self.terms[at].first
            and all(draft.value(Kind.CYCLES) == before.value for draft in self.open)
        )

    def _straight_to(self, term: Term, dose: Term) -> bool:
        return all(
            word in ("at", "a", "the", "dose", "of", "with", ",", "and", "doses") for word in self._gap(term, dose)
        ) and "," not in self._gap(term, dose)

    def _give_days(self, term: Term) -> None:
        self.last_days = (list(self.open), term)
        if "or" in (token.low for token in self.sentence.tokens[term.first : term.last]):
            for draft in self.open:
                draft.doubt = (
                    "one of these days, or ranges of days, is meant",
                    {"days": [list(item) for item in term.value]},
                )
        if len(self.open) > 1 and len(term.value) == len(self.open) and self._paired(term):
            for draft, days in zip(self.open, term.value, strict=True):
                draft.take(term)
                draft.values[Kind.DAYS] = (days,)
            return
        for draft in self.open:
            draft.take(term)

    def _paired(self, term: Term) -> bool:
        """Whether as many days as doses belong to them one by one, and not all to each."""
        if self.open[0].group != self.open[-1].group:
            return False
        behind = any(other.kind is Kind.RESPECTIVELY and other.first >= term.last for other in self.terms)
        if self.open[0].drug != self.open[-1].drug:
            return behind
        links = {other.value for other in self.terms if other.kind is Kind.LINK and other.last <= term.first}
        dose = self.open[0].dose_term
        return behind or (dose is not None and dose.value.link in ("and", "") and "or" not in links)

    def _again(self, draft: Draft, days: Term) -> Draft:
        """The same dose on other days of other cycles."""
        fields = {
            kind: term for kind, term in draft.fields.items() if kind not in (Kind.CYCLES, Kind.FROM_CYCLE, Kind.DAYS)
        }
        copy = replace(draft, fields=fields | {Kind.DAYS: days}, led=set(draft.led), values={})
        self.drafts.append(copy)
        return copy

    def _in_cycles(self, at: int, term: Term) -> None:
        if term.kind is Kind.FROM_CYCLE:
            self._from_cycle(term)
            return
        had = [draft for draft in self.open if Kind.CYCLES in draft.fields and Kind.CYCLES not in draft.led]
        after = self.terms[at + 1] if at + 1 < len(self.terms) else None
        if (
            had
            and Kind.DAYS in had[0].fields
            and after is not None
            and after.kind is Kind.DAYS
            and after.first == term.last
        ):
            self.new_cycles = None if had[0].value(Kind.CYCLES) == term.value else term
            return
        if had and Kind.DAYS in had[0].fields:
            before = self._before(at)
            if before is not None and before.kind is Kind.LINK and not self._gap_has(before, term, "of"):
                for draft in had:
                    draft.take(replace(term, value=tuple(sorted({*draft.value(Kind.CYCLES), *term.value}))))
                return
            if before is not None and before.kind is Kind.DAYS:
                for draft in had:
                    draft.take(term)
            return
        numbers = term.value
        if len(self.open) > 1 and len(numbers) == len(self.open) and self._respectively_behind(at):
            for draft, number in zip(self.open, numbers, strict=True):
                draft.take(term)
                draft.values[Kind.CYCLES] = (number,)
            return
        parallel = [
            draft
            for draft in self.segment
            if Kind.CYCLES not in draft.fields and (Kind.DAYS in draft.fields) == (Kind.DAYS in self.open[0].fields)
        ]
        for draft in {id(draft): draft for draft in [*parallel, *self.open]}.values():
            draft.take(term)
        self.segment = []

    def _gap_has(self, left: Term, right: Term, word: str) -> bool:
        return word in self._gap(left, right)

    def _respectively_behind(self, at: int) -> bool:
        return any(term.kind is Kind.RESPECTIVELY for term in self.terms[at + 1 : at + 8])

    def _from_cycle(self, term: Term) -> None:
        """`in subsequent cycles`: those behind the cycles named before, within those named for all."""
        for draft in self.open:
            earlier = [
                n
                for other in self.drafts
                if other is not draft and other.drug == draft.drug
                for n in (other.value(Kind.CYCLES) or ())
            ]
            first = term.value if term.value is not None else max(earlier) + 1 if earlier else None
            ahead = draft.value(Kind.CYCLES) if Kind.CYCLES in draft.led else None
            if ahead is not None and first is not None and any(n >= first for n in ahead):
                draft.values[Kind.CYCLES] = tuple(n for n in ahead if n >= first)
                continue
            if Kind.CYCLES in draft.fields and Kind.CYCLES not in draft.led:
                continue
            draft.fields.pop(Kind.CYCLES, None)
            draft.fields[Kind.FROM_CYCLE] = term
            draft.values[Kind.FROM_CYCLE] = first

    def _per(self, term: Term) -> None:
        for draft in self.open:
            if term.value != "day":
                draft.per = term.value if draft.per in ("administration", "course") else draft.per
            elif (
                Kind.TIMES not in draft.fields
                and Kind.EVERY_HOURS not in draft.fields
                and draft.per in ("administration", "course")
            ):
                draft.per = "day"
            draft.fields[Kind.PER] = term

    def _lasting(self, term: Term) -> None:
        for draft in self.open:
            had = draft.fields.get(Kind.DURATION)
            if had is not None:
                draft.bounds = had if Kind.DURATION in draft.led else term
                if Kind.DURATION in draft.led:
                    draft.take(term)
            else:
                draft.take(term)

    def _on_the_same_days(self, term: Term) -> None:
        """`on the same days`: those of the drug before, once for each stretch of cycles it has."""
        others = [draft for draft in self.drafts if draft.drug != self.open[0].drug and Kind.DAYS in draft.fields]
        if not others:
            return
        models = [draft for draft in others if draft.drug == others[-1].drug]
        targets = [*self.open[:1], *(self._at_other_times(self.open[0]) for _ in models[1:])]
        for draft, model in zip(targets, models, strict=True):
            for kind in (Kind.DAYS, Kind.CYCLES, Kind.FROM_CYCLE):
                if kind in model.fields:
                    draft.fields[kind], draft.values[kind] = replace(term, kind=kind), model.value(kind)
        self.open = [*targets, *self.open[1:]]

    def _weeks(self, term: Term) -> None:
        for draft in self.open:
            days = draft.value(Kind.DAYS)
            if days is not None:
                flat = [day for item in days for day in item]
                counted = sorted({7 * (week - 1) + day for week in term.value for day in flat if 1 <= day <= 7})
                draft.doubt = ("the days are counted by weeks", {"days": counted})

    def _respectively(self) -> None:
        """`A 10 mg and B 20 mg on days 1 and 8, respectively`."""
        if self.last_days is None:
            return
        given, term = self.last_days
        if len(given) != 1 or len(term.value) < 2:
            return
        chain = [given[0]]
        for draft in reversed(self.drafts[: self.drafts.index(given[0])]):
            if draft.timed or draft.total:
                break
            chain.insert(0, draft)
        if len(chain) >= len(term.value):
            for draft, days in zip(chain[-len(term.value) :], term.value, strict=True):
                draft.take(term)
                draft.values[Kind.DAYS] = (days,)

    # marks

    def _then(self, at: int, term: Term) -> None:
        """What comes next in time. Behind a dose with nothing more to follow, "thereafter" is from the next cycle on."""
        low = self.sentence.tokens[term.first].low
        after = self._next(at, (Kind.LINK, Kind.CLOSE))
        closes = (
            after is None
            or after.kind in (Kind.STOP, Kind.DRUG, Kind.THEN)
            or (low == "thereafter" and after.kind is not Kind.DOSE)
        )
        if (
            low in ("thereafter", "afterwards", "afterward", "subsequently")
            and self.open
            and closes
            and self._directly(term)
        ):
            if any(draft.value(Kind.CYCLES) for draft in self.drafts if draft.drug == self.open[0].drug):
                self._from_cycle(replace(term, kind=Kind.FROM_CYCLE, value=None))
            return
        self.boundary, self.bare = True, []
        self.segment = []

    def _directly(self, term: Term) -> bool:
        """Whether a word stands right behind what was said of the dose, with no comma between."""
        before = self.sentence.tokens[term.first - 1].text if term.first else ","
        return before not in (",", "and")

    def _stop(self, at: int, term: Term) -> None:
        if term.kind is Kind.STOP and term.value == ":":
            after = self.terms[at + 1] if at + 1 < len(self.terms) else None
            if after is not None and after.kind is Kind.STOP:
                self.sticky |= set(self.lead)
            return
        if (
            term.kind is Kind.STOP
            and self.drug is not None
            and (term.value == "line" or not self.consumed)
            and self._line_goes_on(at)
        ):
            return
        self._end_item()
        self.open, self.item_lead, self.next_lead, self.segment, self.bare = [], {}, {}, [], []
        self.boundary, self.consumed = False, True
        self.lead = {kind: led for kind, led in self.lead.items() if kind in self.sticky}

    def _line_goes_on(self, at: int) -> bool:
        """Whether a new line names no drug: it says more of the drug before, or of all of them."""
        line = []
        for term in self.terms[at + 1 :]:
            if term.kind is Kind.STOP and term.value != ":":
                break
            line.append(term)
        if any(term.kind is Kind.DRUG for term in line) or not line:
            return False
        self.boundary, self.next_lead = False, {}
        if line[0].kind in (Kind.DAYS, Kind.CYCLES) and len(line) > 1 and line[1].kind is Kind.STOP:
            return False
        if any(term.kind is Kind.DOSE for term in line):
            self.open = []
            return True
        self.open = [
            draft
            for draft in self.drafts
            if self.drug is not None and draft.drug == self.drug.value and not draft.total
        ]
        if self.sentence.tokens[self.terms[at].last].low in ("given", "administered", "all", "repeat", "repeated"):
            self.open = [draft for draft in self.drafts if not draft.timed and not draft.total] or self.open
        return True

    def _close(self) -> None:
        if not self.parens:
            return
        before, drug, consumed, number = self.parens.pop()
        if before:
            others = [draft for draft in self.drafts[number:] if draft.drug != before[0].drug]
            if others:
                self.open = [
                    draft for draft in self.drafts[number:] if not draft.timed and not draft.total
                ] or self.open
                return
            inner = self.drafts[number:] if before[0].total else self.children
            self.open = [*before, *(draft for draft in inner if draft.drug == before[0].drug and draft not in before)]
            self.drug = drug if drug is not None else self.drug
            self.consumed = True
        elif len({draft.drug for draft in self.drafts[number:]}) > 1:
            self.open = [draft for draft in self.drafts[number:] if not draft.timed and not draft.total] or self.open
        elif len(self.drafts) == number and drug is not None and self.drug is not drug:
            self._end_item()
            self.drug, self.consumed = drug, consumed

    # the sentence as a whole

    def _share(self) -> None:
        """Days named once behind a list belong to every dose of the list that has no time of its own."""
        for here, after in reversed(list(zip(self.drafts, self.drafts[1:], strict=False))):
            each = self._each_of(after)
            if (
                (here.timed and not (here.by_unit and after.per == "day" and here.untimed))
                or here.total
                or not self._one_list(here, after)
            ):
                continue
            for kind in _ALL_TIMES if each else _SHARED:
                term = after.fields.get(kind)
                level = here.depth == after.depth or (term is not None and term.depth <= min(here.depth, after.depth))
                if (
                    term is not None
                    and kind not in after.led
                    and level
                    and (kind not in here.fields or kind in here.led)
                ):
                    here.take(term)
                    if kind in after.values:
                        here.values[kind] = after.values[kind]

    def _each_of(self, draft: Draft) -> bool:
        """Whether "each" or "both" stands behind a dose: all that follows is said of the whole list."""
        place = draft.dose_term
        behind = [term for term in self.terms if place is not None and term.first >= place.last][:3]
        return any(term.kind is Kind.EACH for term in behind if term.kind in (Kind.EACH, Kind.LINK, Kind.OPEN))

    def _one_list(self, here: Draft, after: Draft) -> bool:
        """Whether nothing but the members of a list stands between two doses."""
        if here.dose_term is None or after.dose_term is None:
            return False
        between = [
            term for term in self.terms if here.dose_term.last <= term.first and term.last <= after.dose_term.first
        ]
        return all(
            term.kind in _IN_LIST or (term.kind is Kind.THEN and self._followed(term) and Kind.DAYS in after.fields)
            for term in between
        )

    def _followed(self, term: Term) -> bool:
        return self.sentence.tokens[term.first].low == "followed"

    def _course(self) -> None:
        """Cycle lengths and numbers of cycles, for the doses of their part of the sentence."""
        for kind, name in ((Kind.CYCLE_LENGTH, "length"), (Kind.MAX_CYCLES, "most_cycles")):
            said = [term for term in self.course if term.kind is kind]
            for draft in self.drafts:
                found = self._said_of(draft, said)
                if found is not None:
                    setattr(draft, name, found)

    def _said_of(self, draft: Draft, said: list[Term]) -> Term | None:
        place = (draft.dose_term or draft.drug_term).first
        inside = [term for term in said if self._part(term.first) == self._part(place)]
        if not inside:
            return (
                said[-1]
                if len(said) == 1 and (said[0].first > place or self._part(said[0].first) == 0) and not self._numbered()
                else None
            )
        leading = [term for term in inside if term.first < place and self._of_behind(term)]
        if leading:
            return leading[-1]
        behind = [term for term in inside if term.first > place]
        return (
            behind[0]
            if behind and (len(inside) == 1 or not self._of_behind(behind[0]))
            else inside[0]
            if len(inside) == 1
            else ([term for term in inside if term.first < place] or inside)[-1]
        )

    def _of_behind(self, term: Term) -> bool:
        return self.sentence.tokens[term.last].low in ("of", "with")

    def _part(self, token: int) -> int:
        """Which part of the sentence a token stands in, parts being closed by semicolons and new lines of a list."""
        return sum(1 for term in self.terms if term.kind is Kind.STOP and term.value != ":" and term.first <= token)

    def _numbered(self) -> bool:
        """Whether the parts are numbered alternatives: 1) …; 2) …"""
        found = self.sentence.tokens
        return (
            sum(
                token.text == ")" and found[at - 1].whole is not None and found[at - 2].text != "("
                for at, token in enumerate(found)
                if at > 1
            )
            > 1
        )


_LIST_WORDS = {
    ",",
    "and",
    "or",
    "plus",
    "+",
    "/",
    "&",
    "with",
    "(",
    ")",
    "-",
    "the",
    "by",
    "both",
    "either",
    "oral",
    "intravenous",
}
_NO_NAMES = (
    ORDINARY | PEOPLE | CONDITIONS | set(SPANS) | REDUCTIONS | {"younger", "older", "age", "kg", "greater", "fewer"}
)
_HISTORY = {"exclusion", "ineligible", "excluded"}
_ALL_TIMES = (*_SHARED, Kind.TIMES, Kind.EVERY_HOURS, Kind.INFUSION, Kind.ROUTE, Kind.DURATION, Kind.CONTINUOUS)
_IN_LIST = {
    Kind.LINK,
    Kind.EACH,
    Kind.DRUG,
    Kind.ROUTE,
    Kind.INFUSION,
    Kind.OPEN,
    Kind.CLOSE,
    Kind.LARGEST,
    Kind.CONTINUOUS,
}


def days_of(value: Iterable[Iterable[int]]) -> tuple[int, ...]:
    """The days of a list in order, each once."""
    return tuple(sorted({day for item in value for day in item}))


def is_cap_word(low: str) -> bool:
    return low in LARGEST


def drugs_in(terms: Iterable[Term]) -> Iterator[str]:
    """The drugs a sentence names."""
    return (term.value for term in terms if term.kind is Kind.DRUG)
