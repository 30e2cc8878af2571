"""The day and the dose in the title of an action are those it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.orders import orders
from dosetrace.checks.subjects import Fhir
from dosetrace.checks.texts import contradictions, explained
from dosetrace.fhir.read.cycles import Cycle, Leaf, repeat_of
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.dosage import time
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import intervals
from dosetrace.timeline import Dose
from dosetrace.units import DAY

LEVEL = Level.ERROR
WHY = "The title of the action is the line that people tick."
JUDGES = (Fhir,)

_DAY = re.compile(r"day (\d{1,9})\b", re.IGNORECASE)


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        for leaf in cycle.leaves:
            yield from _days(leaf)
    found = {order.path: order.dose for order in orders(subject.document)} if subject.has_provenance else {}
    for cycle in subject.cycles if found else ():
        for leaf in cycle.leaves:
            yield from _interval(leaf, cycle, found.get(leaf.path))
    for order in orders(subject.document):
        title = words(order.action.get("title"))
        if order.dose.amount or subject.has_provenance:
            compare = contradictions if subject.has_provenance else explained
            for said, coded in compare(title, order.dose) if title else ():
                yield Problem(f"the title says {said}, coded is {coded}", (*order.path, "title"), said, coded)


def _days(leaf: Leaf) -> Iterator[Problem]:
    title, path = words(leaf.action.get("title")), (*leaf.path, "title")
    named = [int(day) for day in _DAY.findall(title)]
    if leaf.days and named and set(named) != set(leaf.days):
        found, expected = (", ".join(map(str, sorted(days))) for days in (named, leaf.days))
        yield Problem(f"the title says day {found}, the action is on day {expected}", path, found, expected)


def _interval(leaf: Leaf, cycle: Cycle, dose: Dose | None) -> Iterator[Problem]:
    """The interval in a title where the dose has none of its own: that of the line, else of its cycle."""
    coded = time(leaf.every, "period") or time(repeat_of(cycle.action), "period")
    if dose is None or coded is None or dose.every or dose.every_hours or dose.times_per_day:
        return
    for said in intervals(words(leaf.action.get("title"))):
        if said.unit != DAY and not said.equals(coded):
            found, expected = f"every {said}", f"every {coded}"
            yield Problem(f"the title says {found}, the cycle is {expected}", (*leaf.path, "title"), found, expected)
