"""The length of a cycle in the words of a plan or an action is that of its timing."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.dosetexts import in_days
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import repeat_of
from dosetrace.fhir.read.document import Json, Resource, objects, words
from dosetrace.fhir.read.dosage import time
from dosetrace.fhir.read.marks import days_of_cycle
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Level, Path, Problem
from dosetrace.reader.phrases import cycle_lengths, intervals

LEVEL = Level.ERROR
WHY = "People plan the visits by the words; a timing of 28 days under a 21-day cycle moves every dose."
JUDGES = (Fhir,)

_WORDS = ("title", "subtitle", "description", "textEquivalent")
_FORTNIGHT = 14
_AGAIN = frozenset({"action", "timingTiming", "relatedAction"})


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.resources:
        if "action" in resource.value:
            yield from _plan(resource)


def _plan(resource: Resource) -> Iterator[Problem]:
    """The words of each cycle, and those of the plan where it has one cycle only."""
    cycles = [(path, action) for path, action in actions_of(resource) if action.get("action") and repeat_of(action)]
    for path, action in cycles:
        yield from _judge(action, repeat_of(action), path)
        yield from _interval(path, action)
    if len(cycles) == 1:
        yield from _judge(resource.value, repeat_of(cycles[0][1]), resource.path)


def _judge(element: Json, repeat: Json, path: Path) -> Iterator[Problem]:
    for name in _WORDS:
        text = words(element.get(name))
        if text:
            yield from _length(text, repeat, (*path, name))


def _length(text: str, repeat: Json, path: Path) -> Iterator[Problem]:
    coded, said = time(repeat, "period") or time(repeat, "duration"), cycle_lengths(text)
    if coded is not None and len(said) == 1 and not coded.equals(said[0]):
        found, expected = said[0].text, coded.text
        yield Problem(
            f'the words say a cycle of {found}, the structure says {expected}: "{text}"', path, found, expected
        )


def _interval(path: Path, cycle: Json) -> Iterator[Problem]:
    """`Rituximab q3w`: an interval of weeks is that of the cycle where all below it is given once in it."""
    text, coded = words(cycle.get("title")), time(repeat_of(cycle), "period")
    said = intervals(text) if text and coded is not None and not cycle_lengths(text) else []
    if coded is None or len(said) != 1 or in_days(said[0])[0] < _FORTNIGHT or in_days(coded)[0] <= 0:
        return
    below = [action for _, action in objects(cycle.get("action"))]
    again = any(len(days_of_cycle(action)) > 1 or _AGAIN & set(action) for action in below)
    given = {day for action in below for day in days_of_cycle(action)}
    if not again and len(given) <= 1 and in_days(coded) != in_days(said[0]):
        message = f'the title says every {said[0].text}, the structure says {coded.text}: "{text}"'
        yield Problem(message, (*path, "title"), said[0].text, coded.text)
