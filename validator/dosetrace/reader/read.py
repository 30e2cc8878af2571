"""A text to its claims: sentences, their terms, what belongs together, and the offsets back into the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dosetrace.reader.attach.drafts import Attached, Draft, days_of, drugs_in
from dosetrace.reader.attach.engine import attach
from dosetrace.reader.claims import Claim, Reading, Span, Unread
from dosetrace.reader.grammar.engine import Grammar
from dosetrace.reader.names import Names, known_names, with_definitions
from dosetrace.reader.plain import Plain, plain
from dosetrace.reader.terms import Kind, Sentence, Term
from dosetrace.reader.tokens import AHEAD, MARK, Token, tokens
from dosetrace.reader.vocabulary import STOPS
from dosetrace.units import Amount

_END = re.compile(r"[.!?](?=[)\]\"']?\s+[\"'(\[]?[A-Z0-9•])|\n[ \t]*\n\s*")
_TELLING = re.compile(
    r"\d\s?-?\s?(?:mg|g\b|gm|gr|mc|μg|ug|ng|IU|U\b|u/|unit|int|milli|micro|M|mmol|thou)|AUC|auc|\b[Dd]ays?\b|\b[Dd]\s?-?\d"
    r"|[Cc]ycle|[Cc]ourse|[Bb]lock|[Ww]eekly|[Dd]aily|[Mm]onthly|infus|every|\bq\d|\bC\d"
)


def read(text: str) -> Reading:
    """All dosing claims of a text. Spans are code points of the text as given."""
    spelled = plain(text)
    names = with_definitions(spelled.text, known_names())
    claims: list[Claim] = []
    unread: list[Unread] = []
    for passage in _passages(spelled.text, names):
        claims += _once(_claim(draft, passage.sentence, spelled) for draft in passage.drafts)
        unread += [Unread(spelled.original(*passage.sentence.span(term)), why) for term, why in passage.attached.unread]
    return Reading(tuple(claims), tuple(unread))


def _once(claims: Iterable[Claim]) -> list[Claim]:
    """Each claim of a sentence once, though its words may stand in two arms of a trial; `0.3 and 0.3 mg/m2 on days 2
    and 8` is one claim on both days."""
    kept: dict[tuple[Claim, Span | None], Claim] = {}
    for claim in dict.fromkeys(claims):
        key = replace(claim, days=None), claim.spans.get("dose")
        same = kept.get(key)
        days = sorted({*(same.days or ()), *(claim.days or ())}) if same is not None else claim.days
        kept[key] = replace(claim, days=tuple(days) if days else None)
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class _Passage:
    sentence: Sentence
    attached: Attached
    drafts: tuple[Draft, ...]


def _passages(text: str, names: Names) -> Iterator[_Passage]:
    """Each sentence with its drafts. What a sentence of its own says of the course holds for those before it."""
    held: list[_Passage] = []
    context = _Context(text, names)
    for start, end, paragraph in sentences(text):
        if not _TELLING.search(text, start, end):
            context.pass_over(start, end, paragraph)
            continue
        sentence = Grammar(tokens(text, start, end), names).read()
        attached = attach(sentence, context.drug(paragraph), held[-1].drafts if held else ())
        if _speaks_of_the_course(sentence, attached, paragraph):
            for passage in held:
                _of_the_course(passage, sentence)
        elif paragraph or len(held) > _LONGEST_PARAGRAPH:
            yield from held
            held = []
        if attached.drafts or attached.unread:
            held.append(_Passage(sentence, attached, attached.drafts))
        context.take([draft.drug for draft in attached.drafts] or list(drugs_in(sentence.terms)), start, end, paragraph)
    yield from held


_LONGEST_PARAGRAPH = 20
_THE_COURSE = {"treatment", "treatments", "cycles", "courses", "repeat", "therapy", "cycle"}
"""How a sentence begins that speaks of the course before it, though a line is blank between."""


def _speaks_of_the_course(sentence: Sentence, attached: Attached, paragraph: bool) -> bool:
    """`Cycles were repeated every 21 days.` names no drug and no dose."""
    if attached.drafts or attached.unread or any(drugs_in(sentence.terms)):
        return False
    return not paragraph or bool(_THE_COURSE.intersection(token.low for token in sentence.tokens[:_BEGINNING]))


_BEGINNING = 5


class _Context:
    """Of which drug a sentence without one speaks: that of the sentence before, or of the heading above."""

    def __init__(self, text: str, names: Names) -> None:
        self.text, self.names = text, names
        self.said: str | None = None
        self.heading: str | None = None
        self.passed: list[tuple[int, int, bool]] = []

    def pass_over(self, start: int, end: int, paragraph: bool) -> None:
        """A sentence without dosing, read for its drugs only if a later one asks."""
        if len(self.passed) > _LOOK_BACK:
            del self.passed[0]
        self.passed.append((start, end, paragraph))

    def take(self, named: list[str], start: int, end: int, paragraph: bool) -> None:
        """The drugs of a sentence with dosing: where it is one, it is meant from here on."""
        self._keep(named, start, end, paragraph)

    def drug(self, paragraph: bool) -> str | None:
        """The drug a sentence is about that names none."""
        for start, end, begins in self.passed:
            if end - start < _LONGEST_READ:
                self._keep(list(_named(tokens(self.text, start, end), self.names)), start, end, begins)
        self.passed = []
        return self.heading if paragraph else self.said or self.heading

    def _keep(self, named: list[str], start: int, end: int, paragraph: bool) -> None:
        one = named[0] if len(set(named)) == 1 else None
        if paragraph and one is not None and end - start < _HEADING and self.text[start:end].rstrip()[-1:] != ".":
            self.heading = one
        elif len(set(named)) > 1:
            self.heading = None
        if named or paragraph:
            self.said = one


_LOOK_BACK, _LONGEST_READ, _HEADING = 4, 600, 100


def _named(found: list[Token], names: Names) -> Iterator[str]:
    for index in range(len(found) - AHEAD):
        named = names.at(found, index) if found[index].kind != MARK else None
        if named is not None:
            yield named[0]


def _of_the_course(passage: _Passage, later: Sentence) -> None:
    """`Cycles were repeated every 21 days.`"""
    for term in later.terms:
        for draft in passage.drafts:
            if term.kind in (Kind.CYCLE_LENGTH, Kind.EVERY) and draft.length is None and Kind.EVERY not in draft.fields:
                draft.length = term
            elif term.kind is Kind.MAX_CYCLES and draft.most_cycles is None:
                draft.most_cycles = term


def sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of every sentence, and whether it begins a paragraph; what never ends is cut into pieces."""
    for start, end, paragraph in _whole_sentences(text):
        while end - start > _LONGEST_SENTENCE:
            cut = _cut(text, start, start + _LONGEST_SENTENCE)
            yield start, cut, paragraph
            start, paragraph = cut, False
        yield start, end, paragraph


_LONGEST_SENTENCE = 5000
"""Characters; the longest dosing sentence of a paper has about 1,500."""


def _cut(text: str, start: int, stop: int) -> int:
    """Where a stretch without an end is cut: behind a semicolon, a line, else a space."""
    middle = (start + stop) // 2
    found = next((at for mark in (";", "\n", " ") if (at := text.rfind(mark, middle, stop)) > 0), stop - 1)
    return found + 1


def _whole_sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    start, paragraph = 0, True
    for match in _END.finditer(text):
        blank = match.group()[0] == "\n"
        if blank and text[match.start() - 1 : match.start()] == "." and _abbreviated(text, start, match.start() - 1):
            continue
        if not blank and _abbreviated(text, start, match.start()):
            continue
        yield start, match.end(), paragraph
        start, paragraph = match.end(), blank
    yield start, len(text), paragraph


_DIGIT_BELOW = re.compile(r"\s*\n\s*\d+ ?(?:mg|g|μg|mcg)\b")
_WORD_BEFORE = re.compile(r"([A-Za-z]+|\d+)$")


def _abbreviated(text: str, start: int, stop: int) -> bool:
    """Whether a full stop closes an abbreviation, or the number of a list item at the beginning of a line."""
    word = _WORD_BEFORE.search(text, max(start, stop - 12), stop)
    if word is None:
        return False
    if word[1].isdigit() and _DIGIT_BELOW.match(text, stop + 1):
        return True
    before = text[word.start() - 1 : word.start()] if word.start() else ""
    if word[1].isdigit():
        return before in ("", "\n") or not text[start : word.start()].strip()
    return word[1].lower() in STOPS or (len(word[1]) == 1 and before == ".")


_FIELDS = {
    Kind.EVERY_HOURS: "every_hours", Kind.EVERY: "every", Kind.TIMES: "times_per_day",
    Kind.TIMES_A_WEEK: "times_per_week", Kind.INFUSION: "infusion", Kind.ROUTE: "route", Kind.FROM_DAY: "from_day",
    Kind.CYCLES: "cycles", Kind.FROM_CYCLE: "from_cycle", Kind.DURATION: "duration", Kind.COUNT: "count",
    Kind.DAYS: "days", Kind.CONTINUOUS: "continuous",
}  # fmt: skip


def _claim(draft: Draft, sentence: Sentence, text: Plain) -> Claim:
    terms, values = _terms(draft), _values(draft)
    _interval_or_length(values, terms)
    spans = {
        name: text.original(*sentence.span(term)) for name, term in terms.items() if term.last <= len(sentence.tokens)
    }
    condition = _condition(draft, sentence, text, spans)
    drug_text = _words(text, sentence, draft.drug_term) if draft.drug_term.kind is Kind.DRUG else draft.drug
    why, other = draft.doubt or (None, None)
    return Claim(
        draft.drug, drug_text, draft.dose, draft.per, condition=condition, why_unsure=why, other_reading=other,
        spans=spans, **values,
    )  # fmt: skip


def _terms(draft: Draft) -> dict[str, Term]:
    """The term behind each field of a claim."""
    behind = {
        "drug": draft.drug_term,
        **{name: draft.fields.get(kind) for kind, name in _FIELDS.items()},
        "dose": draft.dose_term, "bounds": draft.bounds, "max_dose": draft.cap, "cycle_length": draft.length,
        "max_cycles": draft.most_cycles,
    }  # fmt: skip
    return {name: term for name, term in behind.items() if term is not None}


def _values(draft: Draft) -> dict[str, Any]:
    """The value of each field of a claim but its drug and its dose."""
    values = {name: draft.value(kind) for kind, name in _FIELDS.items() if kind in draft.fields}
    if "days" in values:
        values["days"] = days_of(values["days"])
    if "continuous" in values:
        values["continuous"] = True
    if draft.cap is not None:
        values["max_dose"] = draft.cap.value.amounts[0]
    said = {"bounds": draft.bounds, "cycle_length": draft.length, "max_cycles": draft.most_cycles}
    return values | {name: term.value for name, term in said.items() if term is not None}


def _interval_or_length(values: dict[str, Any], terms: dict[str, Term]) -> None:
    """`on days 1 and 8 every 21 days` is a cycle of 21 days; `every 3 weeks` without a day is an interval."""
    every, days = values.get("every"), values.get("days")
    if not isinstance(every, Amount) or not days or "cycle_length" in values:
        return
    if (every.unit.code == "wk" and every.low == 1) or (every.unit.code == "d" and every.low < 7):
        return
    values["cycle_length"], terms["cycle_length"] = values.pop("every"), terms.pop("every")


def _condition(draft: Draft, sentence: Sentence, text: Plain, spans: dict[str, Span]) -> str | None:
    term = draft.fields.get(Kind.CONDITION) or draft.fields.get(Kind.PARITY)
    if term is None:
        return None
    spans["condition"] = text.original(*sentence.span(term))
    return _words(text, sentence, term)


def _words(text: Plain, sentence: Sentence, term: Term) -> str:
    start, end = sentence.span(term)
    return " ".join(text.text[start:end].split())
