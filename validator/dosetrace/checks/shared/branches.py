"""The branches of a choice and what their conditions ask: for the checks of holes, overlaps and unknown values.

Only comparisons of one value with numbers are understood, joined by `and`; of anything else nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dosetrace.fhir.read.document import FhirDocument, Json, Resource, mapping, objects, words
from dosetrace.fhir.read.library import defines
from dosetrace.fhir.read.logic import holds_for_unknown
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Path

_LONGEST = 500
_NUMBER = r"(-?\d{1,12}(?:\.\d{1,12})?)"
_UNIT = r"(?:\s*'([^']{0,40})'|\s+(years?|months?|weeks?|days?|hours?))?"
_RIGHT = re.compile(rf"([^<>=!~]+?)\s*(>=|<=|>|<|=)\s*{_NUMBER}{_UNIT}")
_LEFT = re.compile(rf"{_NUMBER}{_UNIT}\s*(>=|<=|>|<|=)\s*([^<>=!~]+)")
_NOT_NULL = re.compile(r"[^<>=]+ is not null")
_OTHER = re.compile(r"\b(?:or|xor|implies|if|then|case|when)\b|\|\|")
_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "="}
_NEGATED = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}


@dataclass(frozen=True, slots=True)
class Range:
    """The values of one thing for which a condition holds; an end that is None is open to infinity."""

    what: str
    low: Decimal | None = None
    with_low: bool = False
    high: Decimal | None = None
    with_high: bool = False

    def and_(self, other: Range) -> Range:
        """The values in both."""
        low, without_low = max(self.begins, other.begins)
        high, with_high = min(self.ends, other.ends)
        return Range(self.what, _finite(low), not without_low, _finite(high), with_high)

    @property
    def is_empty(self) -> bool:
        """Whether no value lies in it."""
        return self.begins[0] > self.ends[0] or (
            self.begins[0] == self.ends[0] and not (self.with_low and self.with_high)
        )

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return f"{self.what} {self.low}"
        parts = [f"{'>=' if self.with_low else '>'} {self.low}"] if self.low is not None else []
        parts += [f"{'<=' if self.with_high else '<'} {self.high}"] if self.high is not None else []
        return f"{self.what} {' and '.join(parts)}"

    @property
    def begins(self) -> tuple[Decimal, bool]:
        """The lower end; the flag sorts an end that is in before one that is left out."""
        return (Decimal("-Infinity") if self.low is None else self.low, not self.with_low)

    @property
    def ends(self) -> tuple[Decimal, bool]:
        """The upper end; the flag sorts an end that is left out before one that is in."""
        return (Decimal("Infinity") if self.high is None else self.high, self.with_high)


def _finite(value: Decimal) -> Decimal | None:
    return value if value.is_finite() else None


@dataclass(frozen=True)
class Branch:
    """One option of a choice: the bodies of its conditions, its range where they are one, and whether it holds where
    nothing is known (None where that cannot be told)."""

    path: Path
    action: Json
    bodies: tuple[str, ...]
    range: Range | None
    for_unknown: bool | None = None

    @property
    def orders(self) -> bool:
        """Whether it gives something; one that gives nothing is there for what the others do not cover."""
        return any(self.action.get(name) for name in _GIVES)

    @property
    def is_test_for_null(self) -> bool:
        """Whether it asks nothing but whether something is known."""
        return bool(self.bodies) and all(_IS_NULL.fullmatch(body) for body in self.bodies)

    @property
    def asks(self) -> tuple[str, ...]:
        """What its conditions ask, with or without brackets around one thing."""
        if self.range is not None:
            return (str(self.range),)
        return tuple(" ".join(_BRACKETS.sub(r" \1 ", body).split()) for body in self.bodies)

    @property
    def words(self) -> list[str]:
        """What people read of it, but for its conditions."""
        return [text for name in _READ if (text := words(self.action.get(name)))]


_GIVES = ("definitionCanonical", "definitionUri", "resource", "action")
_IS_NULL = re.compile(r"[^<>=]+(?: is null|\.empty\(\)|\.exists\(\)(?:\.not\(\)| = false))")
_BRACKETS = re.compile(r"\(\s*([\w\".%]*)\s*\)")
_READ = ("title", "textEquivalent", "description")


@dataclass(frozen=True)
class Choice:
    """An action with branches under conditions, by how many of them are to be chosen."""

    path: Path
    behaviour: str
    branches: tuple[Branch, ...]


@once_per_document
def choices(document: FhirDocument) -> tuple[Choice, ...]:
    """Every group that says how many of its branches are chosen and has conditions on some."""
    return tuple(_choices(document))


def _choices(document: FhirDocument) -> Iterator[Choice]:
    for path, action in actions(document):
        behaviour = words(action.get("selectionBehavior"))
        if behaviour and any("condition" in branch for _, branch in objects(action.get("action"))):
            found = (_branch(document, (*path, "action", i), branch) for i, branch in objects(action.get("action")))
            yield Choice(path, behaviour, tuple(found))


def _branch(document: FhirDocument, path: Path, action: Json) -> Branch:
    asked = [mapping(c.get("expression")) for _, c in objects(action.get("condition")) if _decides(c)]
    bodies = tuple(body_of(document, expression) for expression in asked)
    if not bodies:
        return Branch(path, action, (), None)
    unknown = [_for_unknown(document, expression, body) for expression, body in zip(asked, bodies, strict=True)]
    holds = False if False in unknown else None if None in unknown else True
    return Branch(path, action, bodies, range_of(" and ".join(f"({body})" for body in bodies)), holds)


def _decides(condition: Json) -> bool:
    return condition.get("kind") == "applicability"


def body_of(document: FhirDocument, expression: Json) -> str:
    """What a condition computes: the define it names, where its library is in the file, else its own expression."""
    name = words(expression.get("expression"))
    library = document.canonical(words(expression.get("reference"))) if "reference" in expression else None
    return " ".join((defines(library).get(name, name) if library is not None else name).split())


def _for_unknown(document: FhirDocument, expression: Json, body: str) -> bool | None:
    """Whether a condition holds where nothing is known; a name of a define that is not in the file tells nothing."""
    library = document.canonical(words(expression.get("reference"))) if "reference" in expression else None
    of_cql = words(expression.get("language")).startswith("text/cql")
    if of_cql and _NAME.fullmatch(body) and (library is None or body.strip('"') not in defines(library)):
        return None
    return _defined_for_unknown(library, body) if library is not None else holds_for_unknown(body, {})


_NAME = re.compile(r'"[^"]*"|[\w.]*')


@once_per_document
def _defined_for_unknown(library: Resource, body: str) -> bool | None:
    return holds_for_unknown(body, defines(library))


def range_of(body: str) -> Range | None:
    """The values for which a condition holds; None where it is no comparison of one value with numbers."""
    if len(body) > _LONGEST or _OTHER.search(body):
        return None
    found: Range | None = None
    for part in _parts(body):
        if _NOT_NULL.fullmatch(part):
            continue
        here = _comparison(part)
        if here is None or (found is not None and found.what != here.what):
            return None
        found = here if found is None else found.and_(here)
    return found


def _parts(body: str) -> list[str]:
    """The parts of a conjunction, without the brackets around them."""
    parts, depth, start, bare = [], 0, 0, _bare(body)
    for match in re.finditer(r"[()]| and ", bare):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if match[0] == " and " and depth == 0:
            parts.append(bare[start : match.start()])
            start = match.end()
    if not parts:
        return [bare]
    return [inner for part in (*parts, bare[start:]) for inner in _parts(part)]


def _bare(text: str) -> str:
    """Without brackets that hold the whole of it."""
    text = text.strip()
    while text.startswith("(") and _closes(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closes(text: str) -> int:
    depth = 0
    for index, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth == 0:
            return index
    return -1


def _comparison(part: str) -> Range | None:
    negated = part.startswith(("not ", "not("))
    inner = _bare(part[3:]) if negated else part
    if match := _RIGHT.fullmatch(inner):
        what, relation, number, unit = match[1], match[2], match[3], match[4] or match[5] or ""
    elif match := _LEFT.fullmatch(inner):
        what, relation, number, unit = match[5], _TURNED[match[4]], match[1], match[2] or match[3] or ""
    else:
        return None
    if negated and relation not in _NEGATED:
        return None
    return _range(f"{_bare(what)} {unit}".strip(), _NEGATED[relation] if negated else relation, Decimal(number))


def _range(what: str, relation: str, value: Decimal) -> Range:
    low = value if relation in (">", ">=", "=") else None
    high = value if relation in ("<", "<=", "=") else None
    return Range(what, low, relation in (">=", "="), high, relation in ("<=", "="))


def ranges_of(choice: Choice) -> list[tuple[Branch, Range]]:
    """The branches of a choice by the ranges of one value, in their order; empty where some branch asks anything else.

    A branch for the case that the value is not known is left out.
    """
    found: list[tuple[Branch, Range]] = []
    for branch in choice.branches:
        if branch.range is not None:
            found.append((branch, branch.range))
        elif not branch.is_test_for_null:
            return []
    if len({here.what for _, here in found}) != 1 or any(here.is_empty for _, here in found):
        return []
    return sorted(found, key=lambda pair: (pair[1].begins, pair[1].ends))
