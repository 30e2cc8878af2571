"""Every condition names a define of a library in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping, objects, words
from dosetrace.fhir.read.library import defines
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A condition that cannot be evaluated drops its action in silence."
JUDGES = (Fhir,)

_CQL = re.compile(r"text/cql(?:[-.+].*)?")


def check(subject: Fhir) -> Iterator[Problem]:
    for path, action in actions(subject.document):
        for index, condition in objects(action.get("condition")):
            expression = mapping(condition.get("expression"))
            library = subject.document.canonical(words(expression.get("reference")))
            name = words(expression.get("expression"))
            if not _CQL.fullmatch(words(expression.get("language"))) or library is None:
                continue
            known = defines(library.value)
            if known and name not in known:
                at = (*path, "condition", index, "expression", "expression")
                yield Problem(f'"{name}" is not defined in {library.reference}', at, name, " or ".join(known))
