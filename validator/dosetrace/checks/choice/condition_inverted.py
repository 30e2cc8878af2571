"""The relation in the words of a condition is the one its expression computes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dosetrace.checks.shared.branches import Range, body_of, range_of
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.walk import conditions
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "An inverted condition gives each patient the dose of the others."
JUDGES = (Fhir,)

_N = r"(\d{1,9}+(?:\.\d{1,9}+)?+)"
_UNIT = r"(?: ?(?:%|years?|months?|days?|kg|mg|g))?"
_AND_MORE, _AND_LESS = "older|more|over|above|higher|greater", "younger|less|under|below|lower|fewer"
_BARE = rf"{_N}(?!{_UNIT} (?:or|and) (?:{_AND_MORE}|{_AND_LESS})\b)"
_WORDS = {
    ">=": rf"(?:≥|>=|=>|\bat least) ?{_N}|{_N}{_UNIT} (?:or|and) (?:{_AND_MORE})\b",
    "<=": rf"(?:≤|<=|=<|\bat most|\bup to) ?{_N}|{_N}{_UNIT} (?:or|and) (?:{_AND_LESS})\b",
    ">": rf"(?:>(?!=)|\b(?:more|older|greater|higher) than|\babove|\bover|\bexceeds) ?{_BARE}",
    "<": rf"(?:<(?!=)|\b(?:less|younger|fewer|lower) than|\bbelow|\bunder) ?{_BARE}",
}
_ALONE = re.compile(rf"(?<![\w.]){_N}")
_SAYS = {relation: re.compile(pattern, re.IGNORECASE) for relation, pattern in _WORDS.items()}
_NEGATED = re.compile(r"\b(?:not|no|never|unless|except|neither)\b(?! given| known)", re.IGNORECASE)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, expression in conditions(subject.document):
        text = words(expression.get("description"))[:500]
        said = _said(text) if text else None
        coded = range_of(body_of(subject.document, expression)) if said is not None else None
        computed = _relation(coded) if coded is not None else None
        if said is not None and computed is not None and computed[1] == said[1] and computed[0] != said[0]:
            found, expected = (" ".join(map(str, one)) for one in (computed, said))
            message = f'"{text}" says {expected}, the expression computes {found}'
            yield Problem(message, (*path, "expression"), found, expected)


def _said(text: str) -> tuple[str, Decimal] | None:
    """The one comparison of a text with one number."""
    if _NEGATED.search(text):
        return None
    found = [(relation, match) for relation, pattern in _SAYS.items() for match in pattern.finditer(text)]
    if len(found) != 1 or len(set(_ALONE.findall(text))) != 1:
        return None
    relation, match = found[0]
    return relation, Decimal(next(number for number in match.groups() if number))


def _relation(coded: Range) -> tuple[str, Decimal] | None:
    """A range with one end as a comparison."""
    if coded.low is not None and coded.high is None:
        return (">=" if coded.with_low else ">", coded.low)
    if coded.high is not None and coded.low is None:
        return ("<=" if coded.with_high else "<", coded.high)
    return None
