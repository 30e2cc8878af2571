"""A bundle says what its protocol says: doses, days, cycles, totals, gaps and the words behind them."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Resource, mapping, objects, words
from dosetrace.fhir.read.marks import quote
from dosetrace.fhir.urls import BASE, DERIVATION_REFERENCE
from dosetrace.findings import InputError, Level, Problem
from dosetrace.model import Regimen, schedule_of
from dosetrace.schedule import Block, Dose, Schedule
from dosetrace.terminology import TRIALS

LEVEL = Level.ERROR
WHY = "Three independent readings of the same facts, prose, protocol and FHIR, have to agree."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    root = subject.document.root_plan
    ours = root is not None and root.url == f"{BASE}/PlanDefinition/{root.id}"
    regimen = subject.published(root.id) if root is not None and ours else None
    found = subject.schedule
    if root is None or regimen is None or regimen.version != root.version or found is None:
        return
    for message, left, right in _header(root, regimen):
        yield Problem(f"{message}: here {left}, in the protocol {regimen.id} {right}", root.path, left, right)
    yield from _quotes(subject, regimen)
    expected = _expected(subject, regimen)
    if expected is not None and found != expected:
        for message, left, right in _differences(found, expected):
            yield Problem(
                f"{message}: here {left}, in the protocol {regimen.id} {right}",
                (*root.path, "action"),
                left,
                right,
            )


def _quotes(subject: Fhir, regimen: Regimen) -> Iterator[Problem]:
    """Quotes of the file that are none of the protocol's, nor of its parts'."""
    known = set(_known_quotes(subject, regimen))
    for path, value in subject.document.elements:
        found = quote(value, subject.document) if value.get("url") == DERIVATION_REFERENCE else None
        if found is not None and (found.source, found.text) not in known:
            message = f'the quote "{found.text}" is none of the protocol {regimen.id}'
            yield Problem(message, path, found.text, "the words the protocol quotes")


def _known_quotes(subject: Fhir, regimen: Regimen) -> Iterator[tuple[str, str]]:
    yield from ((quote.source, quote.text) for fact in regimen.facts for quote in fact.quotes)
    for part in regimen.parts:
        try:
            yield from _known_quotes(subject, subject.lookup(part))
        except InputError:
            continue


def _header(root: Resource, regimen: Regimen) -> Iterator[tuple[str, str, str]]:
    """Title, trial and diseases of the plan where they are not the protocol's."""
    trials = [
        words(item.get("value")) for _, item in objects(root.value.get("identifier")) if item.get("system") == TRIALS
    ]
    people = "; ".join(fact.text for fact in regimen.population if fact.fact == "disease")
    focus = [
        words(mapping(item.get("valueCodeableConcept")).get("text"))
        for _, item in objects(root.value.get("useContext"))
    ]
    pairs = {
        "the title": (words(root.value.get("title")), regimen.title),
        "the trial": (", ".join(trials), regimen.trial or ""),
        "the date": (words(root.value.get("date")), regimen.date),
        "the disease": ("; ".join(focus), people),
    }
    yield from ((name, left or "none", right or "none") for name, (left, right) in pairs.items() if left != right)


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
            yield f"{name} of {there.title}", str(left), str(right)
    left_doses, right_doses = ([d for d in a.doses if d not in b.doses] for a, b in ((here, there), (there, here)))
    for dose in right_doses:
        other = next((d for d in left_doses if d.drug == dose.drug), None)
        if other is not None:
            left_doses.remove(other)
        yield f"{dose.drug} in {there.title}", _shown(other), _shown(dose)
    for dose in left_doses:
        yield f"{dose.drug} in {there.title}", _shown(dose), "nothing"


def _shown(dose: Dose | None) -> str:
    if dose is None:
        return "nothing"
    stated = [(name, getattr(dose, name)) for name in dose.__slots__ if name != "drug"]
    return ", ".join(f"{name} {value}" for name, value in stated if value not in (None, False))
