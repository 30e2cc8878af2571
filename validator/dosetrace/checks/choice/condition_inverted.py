"""The relation in the words of a condition, or of what it is for, is the one its expression computes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dosetrace.checks.shared.branches import Range, body_of, range_of
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, objects, words
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "An inverted condition gives each patient the dose of the others."
JUDGES = (Fhir,)

_N = r"(\d{1,9}+(?:\.\d{1,9}+)?+)"
_UNIT = r"(?: ?(?:%|years?|months?|days?|kg|mg|g))?"
_AND_MORE, _AND_LESS = "older|more|over|above|higher|greater", "younger|less|under|below|lower|fewer"
_BARE = rf"{_N}(?!{_UNIT} (?:or|and) (?:{_AND_MORE}|{_AND_LESS})\b)"
_NO_DOSE = r"(?! ?(?:[mµun]?g|mcg|m[lL]|units?|IU|doses?|cycles?|hours?|h|min|minutes?|times|weeks?)\b)"
_WORDS = {
    ">=": rf"(?:≥|>=|=>|\bat least) ?{_N}|{_N}{_UNIT} (?:or|and) (?:{_AND_MORE})\b",
    "<=": rf"(?:≤|<=|=<|\bat most|\bup to) ?{_N}|{_N}{_UNIT} (?:or|and) (?:{_AND_LESS})\b",
    ">": rf"(?:>(?!=)|\b(?:more|older|greater|higher) than|\babove|\bover|\bexceeds) ?{_BARE}",
    "<": rf"(?:<(?!=)|\b(?:less|younger|fewer|lower) than|\bbelow|\bunder) ?{_BARE}",
}
_SAYS = {relation: re.compile(rf"(?:{pattern}){_NO_DOSE}", re.IGNORECASE) for relation, pattern in _WORDS.items()}
_FROM_TO = re.compile(rf"(?<![\w.]){_N} ?(?:to|and|-|–) ?{_N}{_UNIT}(?![\w.])")
_NEGATED = re.compile(r"\b(?:not|no|never|unless|except|neither)\b(?! given| known)", re.IGNORECASE)
_OF_BRANCH = ("title", "textEquivalent", "description")

Said = dict[Decimal, set[str]]
"""The relations that a text, or an expression, says of each number."""


def check(subject: Fhir) -> Iterator[Problem]:
    for path, action in actions(subject.document):
        for index, condition in objects(action.get("condition")) if "condition" in action else ():
            expression = mapping(condition.get("expression"))
            coded = range_of(body_of(subject.document, expression))
            if coded is not None:
                yield from _judge(expression, action, coded, (*path, "condition", index, "expression"))


def _judge(expression: Json, action: Json, coded: Range, path: Path) -> Iterator[Problem]:
    computed = _computed(coded)
    description = words(expression.get("description"))[:500]
    said = [(description, _said(description) | _from_to(description))]
    said += [(text, _said(text)) for name in _OF_BRANCH if (text := words(action.get(name))[:500])]
    for text, relations in said if not _NEGATED.search(description) else ():
        for number in relations.keys() & computed.keys():
            if not relations[number] & computed[number] and not _NEGATED.search(text):
                found, expected = (f"{' or '.join(sorted(one[number]))} {number}" for one in (computed, relations))
                message = f'"{text}" says {expected}, the expression computes {found}'
                yield Problem(message, (*path, "expression"), found, expected)


def _said(text: str) -> Said:
    found: Said = {}
    for relation, pattern in _SAYS.items():
        for match in pattern.finditer(text):
            found.setdefault(Decimal(next(number for number in match.groups() if number)), set()).add(relation)
    return found


def _from_to(text: str) -> Said:
    """`55 to 60`: whether the ends are in it is not said."""
    pairs = _FROM_TO.findall(text)
    return {Decimal(pairs[0][0]): {">", ">="}, Decimal(pairs[0][1]): {"<", "<="}} if len(pairs) == 1 else {}


def _computed(coded: Range) -> Said:
    if coded.low == coded.high:
        return {}
    low = {coded.low: {">=" if coded.with_low else ">"}} if coded.low is not None else {}
    return low | ({coded.high: {"<=" if coded.with_high else "<"}} if coded.high is not None else {})
