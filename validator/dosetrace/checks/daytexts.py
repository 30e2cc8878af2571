"""Texts that name days of a cycle, beside the days on which the structure gives what they are about."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import Cycle
from dosetrace.fhir.read.document import objects, words
from dosetrace.fhir.read.dosages import SLOTS
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Path

_TEXTS = ("title", "description", "textEquivalent")


def texts_with_days(subject: Fhir) -> Iterator[tuple[Path, str, frozenset[int]]]:
    """(path of the text, text, days) of every action that gives something on days, and of what it gives."""
    below: dict[Path, set[int]] = {}
    for cycle in subject.cycles:
        for leaf in cycle.leaves:
            for end in range(len(cycle.path), len(leaf.path) + 1, 2):
                below.setdefault(leaf.path[:end], set()).update(leaf.days or ())
        yield from _definitions(subject, cycle)
    for path, action in actions(subject.document) if below else ():
        for name in _TEXTS if below.get(path) else ():
            if action.get(name):
                yield (*path, name), words(action[name]), frozenset(below[path])


def _definitions(subject: Fhir, cycle: Cycle) -> Iterator[tuple[Path, str, frozenset[int]]]:
    given: dict[str, set[int]] = {}
    for leaf in cycle.leaves:
        given.setdefault(leaf.definition, set()).update(leaf.days or ())
    for name, days in given.items():
        target = subject.document.defined(name) if days else None
        if target is not None:
            for slot in SLOTS:
                for index, dosage in objects(target.value.get(slot)):
                    if dosage.get("text"):
                        yield (*target.path, slot, index, "text"), words(dosage["text"]), frozenset(days)
