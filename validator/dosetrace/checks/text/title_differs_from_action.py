"""The days, the dose and the times in the title of an action are those it gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dosetrace.checks.shared.dosetexts import contradictions, explained
from dosetrace.checks.shared.orders import Order, orders
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, words
from dosetrace.fhir.read.dosage import dose_of_dosage
from dosetrace.fhir.read.marks import days_of_cycle
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Path, Problem
from dosetrace.reader.phrases import days
from dosetrace.timeline import Dose

LEVEL = Level.ERROR
WHY = "The title of the action is the line that people tick."
JUDGES = (Fhir,)

_DAY = re.compile(r"day (\d{1,9})\b", re.IGNORECASE)
_LISTED = re.compile(r"\b(?:C\d{1,2})?D(?:ays?)?\s?\d", re.IGNORECASE)
_COLON = re.compile(r"\b(days?)\s?:\s?(?=\d)", re.IGNORECASE)
_PLURAL = re.compile(r"\bdays \d", re.IGNORECASE)
_GIVEN = re.compile(r"(?:(?:given?|administer(?:ed)?) )?(?:on )?days \d", re.IGNORECASE)
_DAY_WORD = re.compile(r"(?<!\d-)(?<!\d )\bdays?\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(r"\bof (?!each|every|the|cycle|this)", re.IGNORECASE)
_OTHER_DAYS = re.compile(rf"\bweek|{_OF_ANOTHER.pattern}|\bafter\b|\bbefore\b|\bfrom\b|\buntil\b", re.IGNORECASE)


def check(subject: Fhir) -> Iterator[Problem]:
    named = {leaf.path: leaf.days or () for cycle in subject.cycles for leaf in cycle.leaves}
    titled = _given_by_title(subject)
    for path, action in actions(subject.document):
        title = _COLON.sub(r"\1 ", words(action.get("title"))[:300])
        if title and _LISTED.search(title):
            given = tuple(days_of_cycle(action)) or named.get(path, ())
            yield from _days(title, given, (*path, "title"))
            yield from _lost(title, titled.get((path[:-2], words(action["title"])), set()), (*path, "title"))
        for name in ("description", "textEquivalent"):
            text = words(action.get(name))[:300]
            if _GIVEN.match(text) and len(_DAY_WORD.findall(text)) == 1:
                yield from _days(text, tuple(days_of_cycle(action)) or named.get(path, ()), (*path, name))
    ordered = {order.path: order for order in orders(subject.document)}
    for order in ordered.values():
        title = words(order.action.get("title"))
        if order.dose.amount or subject.has_provenance:
            compare = contradictions if subject.has_provenance else explained
            for said, coded in compare(title, order.dose) if title else ():
                yield Problem(f"the title says {said}, the structure says {coded}", (*order.path, "title"), said, coded)
    if not subject.has_provenance:
        yield from _timings(subject, ordered)


def _days(title: str, given: tuple[int, ...], path: Path) -> Iterator[Problem]:
    """One day after another (`day 8`) is all that is given; a list (`d1, d8`) has to name what is given."""
    one = set() if _PLURAL.search(title) or _OF_ANOTHER.search(title) else {int(day) for day in _DAY.findall(title)}
    said = one or (set() if not given or _OTHER_DAYS.search(title) else set(days(title) or ()))
    if given and said and (said != set(given) if one else set(given) - said):
        found, expected = (", ".join(map(str, sorted(listed))) for listed in (said, set(given)))
        yield Problem(f"the text says day {found}, the action is on day {expected}", path, found, expected)


def _given_by_title(subject: Fhir) -> dict[tuple[Path, str], set[int]]:
    """The days of all actions of one title that stand together: a list may be shared by several."""
    found: dict[tuple[Path, str], set[int]] = {}
    for path, action in actions(subject.document):
        if "title" in action and "timingTiming" not in action:
            found.setdefault((path[:-2], words(action["title"])), set()).update(days_of_cycle(action))
    return found


def _lost(title: str, given: set[int], path: Path) -> Iterator[Problem]:
    """A list that names more than is given, unless what is given are the days on which its runs begin."""
    said = set() if len(given) < 2 or _OTHER_DAYS.search(title) else set(days(title) or ())
    begins = {day for day in said if day - 1 not in said}
    if given < said and (given != begins or begins == said):
        found, expected = (", ".join(map(str, sorted(listed))) for listed in (said, given))
        yield Problem(f"the text says day {found}, the action is on day {expected}", path, found, expected)


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
