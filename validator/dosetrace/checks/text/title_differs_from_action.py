"""The day and the dose in the title of an action are those it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.dosetexts import contradictions, explained
from dosetrace.checks.shared.orders import orders
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import Leaf
from dosetrace.fhir.read.document import words
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "The title of the action is the line that people tick."
JUDGES = (Fhir,)

_DAY = re.compile(r"day (\d{1,9})\b", re.IGNORECASE)


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        for leaf in cycle.leaves:
            yield from _days(leaf)
    for order in orders(subject.document):
        title = words(order.action.get("title"))
        if order.dose.amount or subject.has_provenance:
            compare = contradictions if subject.has_provenance else explained
            for said, coded in compare(title, order.dose) if title else ():
                yield Problem(f"the title says {said}, the structure says {coded}", (*order.path, "title"), said, coded)


def _days(leaf: Leaf) -> Iterator[Problem]:
    title, path = words(leaf.action.get("title")), (*leaf.path, "title")
    named = [int(day) for day in _DAY.findall(title)]
    if leaf.days and named and set(named) != set(leaf.days):
        found, expected = (", ".join(map(str, sorted(days))) for days in (named, leaf.days))
        yield Problem(f"the title says day {found}, the action is on day {expected}", path, found, expected)
