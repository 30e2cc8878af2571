"""A bundle says what its protocol says: doses, days, cycles, totals, gaps and the words behind them."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.findings import InputError, Level, Problem
from dosetrace.fhir.urls import BASE
from dosetrace.model import Regimen, schedule_of
from dosetrace.schedule import Block, Schedule

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
    expected = _expected(subject, regimen)
    if expected is not None and found != expected:
        for message, left, right in _differences(found, expected):
            yield Problem(f"{message}: here {left}, in the protocol {regimen.id} {right}", (*root.path, "action"), left, right)


def _expected(subject: Fhir, regimen: Regimen) -> Schedule | None:
    try:
        return schedule_of(regimen, subject.lookup)
    except InputError:
        return None


def _differences(found: Schedule, expected: Schedule) -> Iterator[tuple[str, str, str]]:
    if len(found.blocks) != len(expected.blocks):
        yield "the blocks", *(", ".join(b.id for b in s.blocks) or "none" for s in (found, expected))
        return
    for here, there in zip(found.blocks, expected.blocks, strict=True):
        yield from _block(here, there)
    missing, added = (", ".join(g.text for g in sorted(gaps, key=lambda g: g.text)) for gaps in _only(found, expected))
    if missing or added:
        yield "what is not stated", added or "nothing more", missing or "nothing more"


def _only(found: Schedule, expected: Schedule) -> tuple[set[object], set[object]]:
    return set(expected.gaps) - set(found.gaps), set(found.gaps) - set(expected.gaps)


def _block(here: Block, there: Block) -> Iterator[tuple[str, str, str]]:
    for name in ("id", "title", "cycles", "at_most", "length", "bounds", "when", "limited", "protocol", "choice", "option"):
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


def _shown(dose: object) -> str:
    if dose is None:
        return "nothing"
    fields = [name for name in getattr(dose, "__slots__", ()) if getattr(dose, name) not in (None, False)]
    return ", ".join(f"{name} {getattr(dose, name)}" for name in fields if name != "drug")
