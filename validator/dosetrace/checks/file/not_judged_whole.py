"""A file is judged whole: nothing in it is nested, counted or named beyond what is followed."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.prose import prose
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import DEEPEST, MOST_CYCLES, repeat_of
from dosetrace.fhir.read.plan import not_followed
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Level, Path, Problem
from dosetrace.reader.phrases import LONGEST

LEVEL = Level.NOTE
WHY = "A file that is read in part may be wrong in the rest; a checker that ends early and says nothing hides it."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.resources:
        deepest = max((_depth(path) for path, _ in actions_of(resource)), default=0)
        if deepest > DEEPEST:
            path = next(path for path, _ in actions_of(resource) if _depth(path) > DEEPEST)
            message = f"actions are {deepest} deep in each other; those deeper than {DEEPEST} are not read"
            yield Problem(message, path, str(deepest), f"at most {DEEPEST}")
    for cycle in subject.cycles:
        often = max(
            (n for n in map(repeat_of(cycle.action).get, ("count", "countMax")) if isinstance(n, int)), default=0
        )
        if often > MOST_CYCLES:
            message = (
                f"{often} cycles; more than {MOST_CYCLES} are not numbered, and what depends on the number not judged"
            )
            path = (*cycle.path, "timingTiming", "repeat")
            yield Problem(message, path, str(often), f"at most {MOST_CYCLES}")
    found = prose(subject.document)
    for path, length in zip(found.paths, found.lengths, strict=True):
        if length > LONGEST:
            message = f"a text of {length} characters; those behind the first {LONGEST} are read for no dose"
            yield Problem(message, path, str(length), f"at most {LONGEST}")
    for plan, why in not_followed(subject.document).items():
        yield Problem(f"{plan.reference} {why}; there it is not followed", plan.path)


def _depth(path: Path) -> int:
    return path.count("action")
