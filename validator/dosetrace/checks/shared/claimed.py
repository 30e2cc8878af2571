"""What the dosing reader reads out of a subject's own sentences, beside what is encoded from them.

The checks named `…/differs-from-sentence` share this: the reader knows nothing of the encoding, so that a wrong value
with a right quote does not agree with itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from dosetrace import typography
from dosetrace.checks.shared.places import place_of_dose
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.findings import Problem
from dosetrace.reader.claims import Claim, Reading, Span
from dosetrace.reader.names import key_of, known_names
from dosetrace.reader.read import read
from dosetrace.timeline import Block, Dose, Quote
from dosetrace.units import Amount
from dosetrace.wording import field_text


@lru_cache(256)
def reading_of(text: str) -> Reading:
    """The claims of a text; the same extract stands in a protocol and in its bundles."""
    return read(text)


def problems(subject: Protocol | Fhir, fields: Iterable[str]) -> Iterator[Problem]:
    """Every field of these in which a dose is not what its sentence says, where the reader is sure of it: both readings
    side by side, with the words."""
    wanted = set(fields)
    seen: set[tuple[Dose, str]] = set()
    for dose, claim, text, differences in _differing(subject):
        for field, said, coded in differences:
            if field in wanted and (dose, field) not in seen:
                seen.add((dose, field))
                found, expected = field_text(field, coded), field_text(field, said)
                yield Problem(
                    f"{'the drug is' if field == 'drug' else f'{dose.drug}:'} {found}, the sentence says {expected}",
                    place_of_dose(subject, dose), found, expected, subject.sentence(dose.quotes),
                    help=f'read: {claim.drug}, {expected} in "{_words(claim, text)}"',
                )  # fmt: skip


Difference = tuple[str, object, object]
"""A field, what is said, what is coded; None for what is not coded."""
_Differing = tuple[Dose, Claim, str, list[Difference]]


def _differing(subject: Protocol | Fhir) -> list[_Differing]:
    """Every dose that is not what its claim says, with the text of the claim; worked out once for all checks."""
    if "differing" not in subject.kept:
        claimed = (
            (dose, claim, text, unlike(claim, dose, block)) for block, dose, claim, text in _claimed_doses(subject)
        )
        subject.kept["differing"] = [found for found in claimed if found[-1]]
    known: list[_Differing] = subject.kept["differing"]
    return known


def _claimed_doses(subject: Protocol | Fhir) -> Iterator[tuple[Block, Dose, Claim, str]]:
    """Every dose behind which the reader finds a claim, with the text that the claim stands in."""
    schedule = subject.schedule
    for block in schedule.blocks if schedule else ():
        for dose in block.doses:
            found = best_claim(subject, block, dose)
            if found is not None:
                yield block, dose, *found


def best_claim(subject: Protocol | Fhir, block: Block, dose: Dose) -> tuple[Claim, str] | None:
    """The claim behind a dose's quotes that agrees best with it, and the text it stands in.

    None where the reader finds none there, or is not sure how the words are meant.
    """
    found = [
        (claim, text)
        for source, text in subject.extracts
        for claim in claims_at(text, spans_of(dose.quotes, source, text))
        if not claim.sum
    ]
    if not all(claim.sure for claim, _ in found):
        return None
    return min(found, key=lambda pair: len(unlike(pair[0], dose, block)), default=None)


def claims_at(text: str, spans: Iterable[Span]) -> list[Claim]:
    """The claims of a text whose dose stands in one of the stretches."""
    stretches = list(spans)
    return [claim for claim, places in _placed(text) if any(overlap(at, span) for at in places for span in stretches)]


@lru_cache(256)
def _placed(text: str) -> list[tuple[Claim, list[Span]]]:
    return [(claim, places_of(claim)) for claim in reading_of(text).claims]


def places_of(claim: Claim) -> list[Span]:
    """Where a claim's dose stands; without a dose, all its words."""
    return [claim.spans["dose"]] if "dose" in claim.spans else list(claim.spans.values())


def overlap(one: Span, other: Span) -> bool:
    """Whether two stretches of a text have a character in common."""
    return one[0] < other[1] and other[0] < one[1]


def spans_of(quotes: Iterable[Quote], source: str, text: str) -> Iterator[Span]:
    """Where quotes of a source stand in its extract."""
    for quote in quotes:
        if quote.source == source:
            start, end = quote.offset or 0, (quote.offset or 0) + len(quote.text)
            span = (start, end) if text[start:end] == quote.text else typography.find(quote.text, text)
            if span is not None:
                yield span


def unlike(claim: Claim, dose: Dose, block: Block) -> list[Difference]:
    """(field, what the claim says, what is coded), for what the claim states and the encoding has otherwise."""
    said = [
        ("drug", *_drug(claim, dose)),
        ("dose", claim.dose, dose.amount),
        ("per", claim.per if claim.dose else None, dose.per),
        ("days", claim.days, dose.days),
        ("cycles", *_cycles(claim, block)),
        ("cycle_length", claim.cycle_length, block.length),
        ("max_cycles", *_most_cycles(claim, block)),
        ("every_hours", claim.every_hours, dose.every_hours),
        ("times_per_day", claim.times_per_day, dose.times_per_day),
        ("count", claim.count, dose.count),
        ("every", *_every(claim, dose, block)),
        ("infusion", claim.infusion, dose.infusion),
        ("duration", *_duration(claim, dose, block)),
        ("bounds", claim.bounds if block.bounds else None, block.bounds),
        ("continuous", claim.continuous or None, dose.continuous or None),
        ("route", claim.route, dose.route),
    ]
    return [(field, a, b) for field, a, b in said if a is not None and not _same(a, b)]


def _drug(claim: Claim, dose: Dose) -> tuple[str | None, str]:
    """The names by the reader's table; a name that is not in it is not compared."""
    known = known_names().by_key.get(key_of(dose.drug))
    return (claim.drug, known[0]) if known else (None, dose.drug)


def _cycles(claim: Claim, block: Block) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
    """The cycles of a block are a part of those named: a phase may be cut where something else changes."""
    if claim.cycles is None or block.cycles is None:
        return None, None
    return (None, None) if set(block.cycles) <= set(claim.cycles) else (claim.cycles, block.cycles)


def _every(claim: Claim, dose: Dose, block: Block) -> tuple[Amount | None, Amount | None]:
    """An interval stands on the dose, or as the length of the cycle it is given once in. A sentence may be used for a
    treatment whose course another sentence changes: what is not encoded of it is not compared."""
    coded = dose.every or block.length
    return (claim.every, coded) if coded is not None else (None, None)


def _duration(claim: Claim, dose: Dose, block: Block) -> tuple[Amount | None, Amount | None]:
    """A stretch of days stands on the dose; months and years are those of the block."""
    if claim.duration is None or claim.duration.unit.code == "d":
        return claim.duration, dose.duration
    coded = dose.duration or block.bounds
    return (claim.duration, coded) if coded is not None else (None, None)


def _most_cycles(claim: Claim, block: Block) -> tuple[int | None, int | None]:
    """The cycles of the course, or those in which this is given where others stand between them."""
    numbers = {block.at_most, len(block.cycles or ())}
    return (None, None) if claim.max_cycles in numbers else (claim.max_cycles, block.at_most)


def _same(said: object, coded: object) -> bool:
    if isinstance(said, Amount) and isinstance(coded, Amount):
        return said.equals(coded)
    return said == coded


def _words(claim: Claim, text: str) -> str:
    spans = sorted(claim.spans.values())
    return " … ".join(dict.fromkeys(" ".join(text[start:end].split()) for start, end in spans))
