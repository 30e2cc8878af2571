"""Every dose that a used clause of the extract states is given by the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from dosetrace.checks.shared.claimed import overlap, places_of, reading_of, spans_of
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.fhir.read.dosage import dose_of
from dosetrace.findings import Level, Path, Problem, Sentence
from dosetrace.reader import phrases
from dosetrace.reader.claims import Claim, Span
from dosetrace.reader.names import key_of, known_names
from dosetrace.timeline import Dose

LEVEL = Level.ERROR
WHY = "A drug left out leaves no wrong number behind: only the sentence still says that it is given."
JUDGES = (Protocol, Fhir)

_CLAUSE_ENDS = re.compile(r"[.;]\s|\n")


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    if isinstance(subject, Fhir) and not (subject.has_provenance and subject.document.plans):
        return
    doses = tuple(dict.fromkeys(_of_plans(subject) if isinstance(subject, Fhir) else _of_protocol(subject)))
    for source, text in subject.extracts if doses else ():
        for claim in _left_out(source, text, doses):
            words = text[slice(*claim.spans["dose"])]
            message = f'the extract states "{words}" of {claim.drug}, and nothing here gives it'
            place = _place_of(subject, text)
            yield Problem(message, place, "nothing", f"{claim.drug} {claim.dose}", Sentence(source, words))


def _place_of(subject: Protocol | Fhir, text: str) -> Path:
    """Where a bundle carries the extract; the whole file of a protocol."""
    carried = subject.document.attachments.values() if isinstance(subject, Fhir) else ()
    return next((attachment.path for attachment in carried if attachment.text == text), ())


def _of_protocol(subject: Protocol) -> Iterator[Dose]:
    return (dose for block in subject.schedule.blocks for dose in block.doses) if subject.schedule else iter(())


def _of_plans(subject: Fhir) -> Iterator[Dose]:
    """What each action gives, with its own words where these state a dose, else with those of its definition."""
    leaves = (leaf for cycle in subject.cycles for leaf in cycle.leaves)
    for definition, quotes in dict.fromkeys((leaf.definition, leaf.quotes) for leaf in leaves):
        target = subject.document.defined(definition)
        if target is not None:
            stated = dose_of(subject.document, target)
            own = any(phrases.doses(quote.text) for quote in quotes)
            yield replace(stated, quotes=quotes if own else (*quotes, *stated.quotes))


def _left_out(source: str, text: str, doses: tuple[Dose, ...]) -> Iterator[Claim]:
    """The doses the reader is sure of that no dose quotes, of a drug that is given, or in a clause that is used.

    A sentence may be about two treatments, of which the plan is one.
    """
    stated = [claim for claim in reading_of(text).claims if claim.dose is not None and claim.sure and not claim.sum]
    if not stated:
        return
    quoted = [(dose, span) for dose in doses for span in spans_of(dose.quotes, source, text)]
    known = known_names().by_key
    drugs = {known.get(key_of(dose.drug), (dose.drug,))[0] for dose in doses}
    ends = [0, *(end.end() for end in _CLAUSE_ENDS.finditer(text)), len(text)]
    used = [(a, b) for a, b in pairwise(ends) if any(overlap((a, b), span) for _, span in quoted)]
    for claim in stated:
        if not _is_given(claim, quoted) and (claim.drug in drugs or any(overlap(claim.spans["dose"], c) for c in used)):
            yield claim


def _is_given(claim: Claim, quoted: list[tuple[Dose, Span]]) -> bool:
    return any(
        dose.amount is not None and claim.dose is not None and claim.dose.equals(dose.amount) and overlap(place, span)
        for place in places_of(claim)
        for dose, span in quoted
    )
