"""The code of a route is the route that people read."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.medicines import medicines
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, objects, words
from dosetrace.findings import Level, Path, Problem
from dosetrace.terminology import ROUTES, routes_by_code

LEVEL = Level.ERROR
WHY = "An intrathecal code under the word intravenous is the error that kills."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for medicine in medicines(subject.document):
        for path, dosage in medicine.dosages:
            yield from _judge(mapping(dosage.get("route")), (*path, "route"))


def _judge(route: Json, path: Path) -> Iterator[Problem]:
    for turn, coding in objects(route.get("coding")):
        coded = routes_by_code().get((words(coding.get("system")), words(coding.get("code"))))
        for shown in (words(route.get("text")), words(coding.get("display"))) if coded else ():
            named = [name for name in ROUTES if name in shown.lower()]
            if named and coded not in named:
                yield Problem(f'"{shown}" has the code of {coded}', (*path, "coding", turn, "code"), coded, named[0])
