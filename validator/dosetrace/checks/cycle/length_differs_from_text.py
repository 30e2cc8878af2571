"""The length of a cycle in the words of a plan or an action is that of its timing."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import repeat_of
from dosetrace.fhir.read.document import Json, Resource, words
from dosetrace.fhir.read.dosage import time
from dosetrace.fhir.read.walk import actions_of
from dosetrace.findings import Level, Path, Problem
from dosetrace.reader.phrases import cycle_lengths

LEVEL = Level.ERROR
WHY = "People plan the visits by the words; a timing of 28 days under a 21-day cycle moves every dose."
JUDGES = (Fhir,)

_WORDS = ("title", "subtitle", "description", "textEquivalent")


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.resources:
        if "action" in resource.value:
            yield from _plan(resource)


def _plan(resource: Resource) -> Iterator[Problem]:
    """The words of each cycle, and those of the plan where it has one cycle only."""
    cycles = [(path, action) for path, action in actions_of(resource) if action.get("action") and repeat_of(action)]
    for path, action in cycles:
        yield from _judge(action, repeat_of(action), path)
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
