"""A drug is not given twice at one dose level on one day of a cycle."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.course import stretches
from dosetrace.facts import Kind
from dosetrace.findings import Level, Path, Problem
from dosetrace.model import Give, Regimen
from dosetrace.wording import numbered

LEVEL = Level.ERROR
WHY = "A copied action that nobody re-dated doubles the dose of its day."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    if isinstance(subject, Protocol):
        yield from _in_protocol(subject.regimen)
    else:
        yield from _in_plan(subject)


def _in_plan(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        seen: dict[tuple[str, int, str | None, str | None], Path] = {}
        for leaf in cycle.leaves:
            for day in leaf.days or ():
                key = (leaf.definition, day, leaf.when, leaf.switch)
                if key in seen:
                    yield _problem(leaf.definition, f"on day {day}", leaf.path, seen[key])
                seen.setdefault(key, leaf.path)


def _in_protocol(regimen: Regimen) -> Iterator[Problem]:
    paths = [fact.path[:-1] for fact in regimen.facts if fact.kind is Kind.DRUG and "give" in fact.path]
    gives = [give for phase in regimen.phases for give in phase.gives]
    place = {id(give): path for give, path in zip(gives, paths, strict=True)}
    told: set[tuple[Path, Path]] = set()
    for stretch in stretches(regimen):
        for index, give in enumerate(stretch.gives):
            for other in stretch.gives[:index]:
                pair = place[id(other)], place[id(give)]
                if pair not in told and _together(other, give):
                    told.add(pair)
                    yield _problem(give.drug, _days(other, give), pair[1], pair[0])


def _together(one: Give, other: Give) -> bool:
    """Whether both are given: the same dose, or a dose beside one that is not stated, and no condition between them."""
    alike = one.drug == other.drug and one.when == other.when and one.infusion == other.infusion
    dose = one.amount == other.amount or one.amount is None or other.amount is None
    return alike and dose and bool(set(one.days or (0,)) & set(other.days or (0,)))


def _days(one: Give, other: Give) -> str:
    days = sorted(set(one.days or ()) & set(other.days or ()))
    return f"on {numbered('day', days)}" if days else "at the same time"


def _problem(what: str, when: str, path: Path, first: Path) -> Problem:
    return Problem(f"{what} is given twice {when}", path, "twice", "once", related=(first,))
