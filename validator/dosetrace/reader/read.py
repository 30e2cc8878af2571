"""A text to its claims: sentences, their terms, what belongs together, and the offsets back into the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dosetrace.reader.attach.drafts import Attached, drugs_in
from dosetrace.reader.attach.engine import attach
from dosetrace.reader.claims import Claim, Reading, Span, Unread
from dosetrace.reader.conclude import claim_of
from dosetrace.reader.grammar.engine import Grammar
from dosetrace.reader.names import Names, known_names, with_definitions
from dosetrace.reader.plain import plain
from dosetrace.reader.sentences import Context, sentences
from dosetrace.reader.terms import Kind, Sentence
from dosetrace.reader.tokens import tokens

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
        claims += _once(claim_of(draft, spelled) for draft in passage.drafts)
        unread += [Unread(spelled.original(*term.span), why) for term, why in passage.unread]
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


def _passages(text: str, names: Names) -> Iterator[Attached]:
    """Each sentence with its drafts. What a sentence of its own says of the course holds for those before it."""
    held: list[Attached] = []
    context = Context(text, names)
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
            held.append(attached)
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


def _of_the_course(passage: Attached, later: Sentence) -> None:
    """`Cycles were repeated every 21 days.`"""
    for term in later.terms:
        for draft in passage.drafts:
            if term.kind in (Kind.CYCLE_LENGTH, Kind.EVERY) and draft.length is None and Kind.EVERY not in draft.fields:
                draft.length = term
            elif term.kind is Kind.MAX_CYCLES and draft.most_cycles is None:
                draft.most_cycles = term
