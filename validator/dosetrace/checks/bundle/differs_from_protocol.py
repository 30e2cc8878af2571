"""A bundle says what its protocol says: doses, days, cycles, conditions and gaps."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.published import published
from dosetrace.checks.subjects import Fhir
from dosetrace.course import schedule_of
from dosetrace.findings import InputError, Level, Problem
from dosetrace.model import Regimen
from dosetrace.timeline import Block, Dose, Schedule
from dosetrace.wording import field_text

LEVEL = Level.ERROR
WHY = "Three independent readings of the same facts, prose, protocol and FHIR, have to agree."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    known = published(subject)
    if known is None or subject.schedule is None:
        return
    root, regimen = known
    expected = _expected(subject, regimen)
    if expected is not None and subject.schedule != expected:
        for name, left, right in _differences(subject.schedule, expected):
            message = f"{name}: here {left}, in the protocol {regimen.id} {right}"
            yield Problem(message, (*root.path, "action"), left, right)


def _expected(subject: Fhir, regimen: Regimen) -> Schedule | None:
    try:
        return schedule_of(regimen, subject.lookup)
    except InputError:
        return None


def _differences(found: Schedule, expected: Schedule) -> Iterator[tuple[str, str, str]]:
    if len(found.blocks) != len(expected.blocks):
        left, right = (", ".join(block.id for block in schedule.blocks) for schedule in (found, expected))
        yield "the blocks", left or "none", right or "none"
        return
    for here, there in zip(found.blocks, expected.blocks, strict=True):
        yield from _block(here, there)
    missing, added = _only(expected, found), _only(found, expected)
    if missing or added:
        yield "what is not stated", added or "nothing more", missing or "nothing more"


def _only(one: Schedule, other: Schedule) -> str:
    """The gaps that one schedule has and the other has not."""
    return ", ".join(sorted(gap.text for gap in set(one.gaps) - set(other.gaps)))


def _block(here: Block, there: Block) -> Iterator[tuple[str, str, str]]:
    for name in (
        "id",
        "title",
        "cycles",
        "at_most",
        "length",
        "bounds",
        "when",
        "limited",
        "protocol",
        "choice",
        "option",
    ):
        left, right = getattr(here, name), getattr(there, name)
        if left != right:
            yield there.title, field_text(name, left), field_text(name, right)
    left_doses, right_doses = ([d for d in a.doses if d not in b.doses] for a, b in ((here, there), (there, here)))
    for dose in right_doses:
        other = next((d for d in left_doses if d.drug == dose.drug), None)
        if other is not None:
            left_doses.remove(other)
        yield f"{dose.drug} in {there.title}", _shown(other, dose), _shown(dose, other)
    for dose in left_doses:
        yield f"{dose.drug} in {there.title}", _shown(dose, None), "nothing"


def _shown(dose: Dose | None, other: Dose | None) -> str:
    """What a dose has and the other has not."""
    if dose is None:
        return "nothing"
    own = [(name, getattr(dose, name)) for name in dose.__slots__ if getattr(dose, name) != getattr(other, name, None)]
    return ", ".join(field_text(name, value) for name, value in own if value is not None or other is not None)
