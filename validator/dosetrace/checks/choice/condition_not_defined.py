"""Every condition names a define of a library in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.library import defines
from dosetrace.fhir.read.walk import conditions
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "PlanDefinition/$apply takes an action where its condition is true; one that cannot be evaluated never is."
JUDGES = (Fhir,)

_CQL = re.compile(r"text/cql(?:[-.+].*)?")


def check(subject: Fhir) -> Iterator[Problem]:
    for path, expression in conditions(subject.document):
        library = subject.document.canonical(words(expression.get("reference")))
        name = words(expression.get("expression"))
        if not _CQL.fullmatch(words(expression.get("language"))) or library is None:
            continue
        known = defines(library)
        if known and name not in known:
            message = f'"{name}" is not defined in {library.reference}'
            yield Problem(message, (*path, "expression"), name, " or ".join(known))
