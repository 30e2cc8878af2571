"""Texts that name days of a cycle, beside the days on which the structure gives what they are about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import Cycle
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.dosage import dose_of
from dosetrace.fhir.read.dosages import written
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Path
from dosetrace.reader.phrases import days

_TEXTS = ("title", "description", "textEquivalent")
_DAY = re.compile(r"day (\d{1,9})\b", re.IGNORECASE)
_PLURAL = re.compile(r"\bdays \d", re.IGNORECASE)
_OF_ANOTHER = re.compile(r"\bof (?!each|every|the|cycle|this)", re.IGNORECASE)
_OTHER_DAYS = re.compile(rf"\bweek|{_OF_ANOTHER.pattern}|\bafter\b|\bbefore\b|\bfrom\b|\buntil\b", re.IGNORECASE)


def texts_with_days(subject: Fhir, pattern: re.Pattern[str]) -> Iterator[tuple[Path, str, frozenset[int]]]:
    """(path of the text, text, days) of each text with this pattern: of actions that give one drug on days, and of
    the dosages of what they give."""
    texts = list(_texts(subject, pattern))
    for cycle in subject.cycles if texts else ():
        below = _below(subject, cycle)
        for owner, path, text in texts:
            drugs, days = below.get(owner, (set(), set()))
            if len(drugs) == 1 and days:
                yield path, text, frozenset(days)


def _below(subject: Fhir, cycle: Cycle) -> dict[Path, tuple[set[str], set[int]]]:
    """What is given and on which days, by each action of a cycle and by each definition."""
    found: dict[Path, tuple[set[str], set[int]]] = {}
    for leaf in cycle.leaves:
        target = subject.document.defined(leaf.definition)
        drug = dose_of(subject.document, target).drug if target is not None else leaf.definition
        above = [leaf.path[:end] for end in range(len(cycle.path), len(leaf.path) + 1, 2)]
        for path in (*above, *([target.path] if target is not None else [])):
            drugs, days = found.setdefault(path, (set(), set()))
            drugs.add(drug)
            days.update(leaf.days or ())
    return found


def _texts(subject: Fhir, pattern: re.Pattern[str]) -> Iterator[tuple[Path, Path, str]]:
    """(action or resource, path of the text, text)"""
    for path, action in actions(subject.document):
        for name in _TEXTS:
            if name in action and pattern.search(words(action[name])):
                yield path, (*path, name), words(action[name])
    for one in written(subject.document):
        if pattern.search(one.text):
            yield one.resource.path, (*one.path, "text"), one.text


def days_unlike(text: str, given: Collection[int]) -> tuple[str, str] | None:
    """The days that a text says and the days given, where they disagree.

    One day after another (`day 8`) is all that is given; a list (`d1, d8`) has to name what is given.
    """
    one = set() if _PLURAL.search(text) or _OF_ANOTHER.search(text) else {int(day) for day in _DAY.findall(text)}
    said = one or (_listed(text) if given else set())
    wrong = given and said and (said != set(given) if one else set(given) - said)
    return (_joined(said), _joined(given)) if wrong else None


def days_lost(text: str, given: Collection[int]) -> tuple[str, str] | None:
    """A list that names more than is given, unless what is given are the days on which its runs begin."""
    said = _listed(text) if len(given) > 1 else set()
    begins = {day for day in said if day - 1 not in said}
    wrong = set(given) < said and (set(given) != begins or begins == said)
    return (_joined(said), _joined(given)) if wrong else None


def _listed(text: str) -> set[int]:
    return set() if _OTHER_DAYS.search(text) else set(days(text) or ())


def _joined(listed: Collection[int]) -> str:
    return ", ".join(map(str, sorted(set(listed))))
