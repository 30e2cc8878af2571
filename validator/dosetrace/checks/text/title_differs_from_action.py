"""The days, the dose and the times in the title of an action are those it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dosetrace.checks.shared.daytexts import days_lost, days_unlike
from dosetrace.checks.shared.dosetexts import contradictions, explained
from dosetrace.checks.shared.orders import Order, orders
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, words
from dosetrace.fhir.read.dosage import dose_of_dosage
from dosetrace.fhir.read.marks import days_of_cycle
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Path, Problem
from dosetrace.timeline import Dose

LEVEL = Level.ERROR
WHY = "The title of the action is the line that people tick."
JUDGES = (Fhir,)

_LISTED = re.compile(r"\b(?:C\d{1,2})?D(?:ays?)?\s?\d", re.IGNORECASE)
_COLON = re.compile(r"\b(days?)\s?:\s?(?=\d)", re.IGNORECASE)
_GIVEN = re.compile(r"(?:(?:given?|administer(?:ed)?) )?(?:on )?days \d", re.IGNORECASE)
_DAY_WORD = re.compile(r"(?<!\d-)(?<!\d )\bdays?\b", re.IGNORECASE)


def check(subject: Fhir) -> Iterator[Problem]:
    yield from _dated(subject)
    ordered = {order.path: order for order in orders(subject.document)}
    yield from _dosed(subject, ordered)
    if not subject.has_provenance:
        yield from _timings(subject, ordered)


def _dated(subject: Fhir) -> Iterator[Problem]:
    """The days that the texts of an action name."""
    inherited = {leaf.path: leaf.days or () for cycle in subject.cycles for leaf in cycle.leaves}
    titled = _given_by_title(subject)
    for path, action in actions(subject.document):
        given = tuple(days_of_cycle(action)) or inherited.get(path, ())
        title = _COLON.sub(r"\1 ", words(action.get("title"))[:300])
        if title and _LISTED.search(title):
            shared = titled.get((path[:-2], words(action["title"])), set())
            for differing in (days_unlike(title, given), days_lost(title, shared)):
                yield from _named(differing, (*path, "title"))
        for name in ("description", "textEquivalent"):
            text = words(action.get(name))[:300]
            if _GIVEN.match(text) and len(_DAY_WORD.findall(text)) == 1:
                yield from _named(days_unlike(text, given), (*path, name))


def _named(differing: tuple[str, str] | None, path: Path) -> Iterator[Problem]:
    if differing is not None:
        said, given = differing
        yield Problem(f"the text says day {said}, the action is on day {given}", path, said, given)


def _dosed(subject: Fhir, ordered: dict[Path, Order]) -> Iterator[Problem]:
    """The title beside the dose of what it orders."""
    compare = contradictions if subject.has_provenance else explained
    for order in ordered.values():
        title = words(order.action.get("title"))
        if title and (order.dose.amount or subject.has_provenance):
            for said, coded in compare(title, order.dose):
                yield Problem(f"the title says {said}, the structure says {coded}", (*order.path, "title"), said, coded)


def _given_by_title(subject: Fhir) -> dict[tuple[Path, str], set[int]]:
    """The days of all actions of one title that stand together: a list may be shared by several."""
    found: dict[tuple[Path, str], set[int]] = {}
    for path, action in actions(subject.document):
        if "title" in action and "timingTiming" not in action:
            found.setdefault((path[:-2], words(action["title"])), set()).update(days_of_cycle(action))
    return found


def _timings(subject: Fhir, ordered: dict[Path, Order]) -> Iterator[Problem]:
    """The title beside the Timing of the action itself, with the dose of what it orders."""
    for path, action in actions(subject.document):
        title, timing = words(action.get("title")), mapping(action.get("timingTiming"))
        if title and timing and "action" not in action:
            for said, coded in explained(title, _timed(subject, timing, ordered.get(path))):
                yield Problem(f"the title says {said}, the action is {coded}", (*path, "title"), said, coded)


def _timed(subject: Fhir, timing: Json, order: Order | None) -> Dose:
    timed = dose_of_dosage(subject.document, {"timing": timing})
    return replace(timed, amount=order.dose.amount, per=order.dose.per) if order is not None else timed
