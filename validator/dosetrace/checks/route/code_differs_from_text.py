"""The code of a route is the route that people read."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping, objects, words
from dosetrace.findings import Level, Path, Problem
from dosetrace.terminology import ROUTES, routes_by_code

LEVEL = Level.ERROR
WHY = "An intrathecal code under the word intravenous is the error that kills."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.of_kind("ActivityDefinition"):
        for index, dosage in objects(resource.value.get("dosage")):
            route = mapping(dosage.get("route"))
            path: Path = (*resource.path, "dosage", index, "route")
            for turn, coding in objects(route.get("coding")):
                coded = routes_by_code().get((words(coding.get("system")), words(coding.get("code"))))
                for shown in (words(route.get("text")), words(coding.get("display"))):
                    named = [name for name in ROUTES if name in shown.lower()]
                    if named and coded and coded != named[0]:
                        at = (*path, "coding", turn, "code")
                        yield Problem(f'"{shown}" has the code of {coded}', at, coded, named[0])
