"""The day and the dose in the title of an action are those it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.checks.texts import contradictions
from dosetrace.fhir.read.cycles import Leaf
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.dosage import dose_of
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "The title of the action is the line that people tick."
JUDGES = (Fhir,)

_DAY = re.compile(r"day (\d{1,9})\b", re.IGNORECASE)


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        for leaf in cycle.leaves:
            yield from _judge(subject, leaf)


def _judge(subject: Fhir, leaf: Leaf) -> Iterator[Problem]:
    title, path = words(leaf.action.get("title")), (*leaf.path, "title")
    named = [int(day) for day in _DAY.findall(title)]
    if leaf.days and named and set(named) != set(leaf.days):
        found, expected = (", ".join(map(str, sorted(days))) for days in (named, leaf.days))
        yield Problem(f"the title says day {found}, the action is on day {expected}", path, found, expected)
    target = subject.document.defined(leaf.definition)
    stated = dose_of(subject.document, target) if target is not None else None
    for said, coded in (
        contradictions(title, stated) if stated is not None and (stated.amount or subject.has_provenance) else ()
    ):
        yield Problem(f"the title says {said}, coded is {coded}", path, said, coded)
