"""The numbers a condition compares are the numbers people read in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.branches import body_of
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.walk import conditions
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A pharmacist reads the words, the engine runs the code."
JUDGES = (Fhir,)

_COMPARED = re.compile(r"[<>]=?\s*(\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


def check(subject: Fhir) -> Iterator[Problem]:
    for path, expression in conditions(subject.document):
        text, body = words(expression.get("description")), body_of(subject.document, expression)
        compared, read = set(_COMPARED.findall(body)), set(_NUMBER.findall(text))
        if compared and text and compared != read and (read or "reference" in expression):
            found, expected = (" and ".join(sorted(numbers)) or "no number" for numbers in (read, compared))
            message = f'"{text}" names {found}, the expression compares with {expected}'
            yield Problem(message, (*path, "description"), found, expected)
