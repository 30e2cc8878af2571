"""What a condition in CQL or FHIRPath gives for a patient of whom nothing is known.

Understood are comparisons, memberships of a list, tests for null and for existence, names of other defines, and what
`and`, `or`, `xor` and `not` make of them, with the three values of both languages; of anything else nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^']*')|\"(?P<quoted>[^\"]+)\"|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>%?[A-Za-z_]\w*)"
    r"|(?P<sign><=|>=|<>|!=|!~|[<>=~().,{}])|(?P<other>\S))"
)
_LONGEST = 2_000
_DEEPEST = 20
_COMPARES = ("<", ">", "<=", ">=", "=", "!=", "<>")
_LIKE = {"~": False, "!~": True}
_UNITS = re.compile(r"(?:year|month|week|day|hour)s?")
_OF_ONE = re.compile(r"(?:Calculate)?AgeIn\w+|First|Last|Min|Max|To[A-Z]\w+")
_ASKS = {"exists": False, "hasValue": False, "empty": True}
_NO_VALUE = re.compile(r"\[|(?:First|Last)\s*\(|case\b.*\belse null end$", re.DOTALL)
_LITERAL = "literal"

Value = bool | str | None
"""True, false or null (None); a literal, of which nothing more is needed than that it is one."""


class _NotUnderstoodError(Exception):
    """The expression says something that is not read here."""


def holds_for_unknown(body: str, known: Mapping[str, str]) -> bool | None:
    """Whether a condition is true where every value it asks for is null; None where it is not understood. `known` has
    the bodies of the defines it may name."""
    try:
        return _value(body, _Defines(known), 0) is True
    except _NotUnderstoodError:
        return None


def _value(body: str, known: _Defines, depth: int) -> Value:
    if len(body) > _LONGEST or depth > _DEEPEST:
        raise _NotUnderstoodError
    reader = _Reader(body, known, depth)
    value = reader.junction()
    if reader.tokens:
        raise _NotUnderstoodError
    return value


class _Defines:
    """The defines of a library, each judged once."""

    def __init__(self, bodies: Mapping[str, str]) -> None:
        self.bodies = bodies
        self.found: dict[str, Value | type[_NotUnderstoodError]] = {}

    def value(self, name: str, depth: int) -> Value:
        if name not in self.found:
            self.found[name] = _NotUnderstoodError
            self.found[name] = self._judged(self.bodies[name], depth)
        found = self.found[name]
        if isinstance(found, type):
            raise found
        return found

    def _judged(self, body: str, depth: int) -> Value | type[_NotUnderstoodError]:
        try:
            return _value(body, self, depth)
        except _NotUnderstoodError:
            return None if _NO_VALUE.match(body) else _NotUnderstoodError


def _all(one: Value, other: Value) -> Value:
    return False if False in (one, other) else None if None in (one, other) else True


def _any(one: Value, other: Value) -> Value:
    return True if True in (one, other) else None if None in (one, other) else False


def _either(one: Value, other: Value) -> Value:
    return None if None in (one, other) else one is not other


_JUNCTIONS: tuple[dict[str, Callable[[Value, Value], Value]], ...] = ({"or": _any, "xor": _either}, {"and": _all})


class _Reader:
    """Takes an expression from left to right and gives its value as it goes."""

    def __init__(self, body: str, known: _Defines, depth: int) -> None:
        self.known, self.depth = known, depth
        self.tokens = [(match.lastgroup or "", match[match.lastgroup or 0]) for match in _TOKEN.finditer(body)][::-1]

    def junction(self, level: int = 0) -> Value:
        """What stands on both sides of `or` and `xor`, and within them of `and`."""
        if level == len(_JUNCTIONS):
            return self.negation()
        value = self.junction(level + 1)
        while (join := _JUNCTIONS[level].get(self.next)) is not None:
            self.take(self.next)
            other = self.junction(level + 1)
            if _LITERAL in (value, other):
                raise _NotUnderstoodError
            value = join(value, other)
        return value

    def negation(self) -> Value:
        if self.take("not"):
            return _not(self.negation())
        return self.comparison()

    def comparison(self) -> Value:
        left, sign = self.term(), self.next
        if self.take("is"):
            negated = self.take("not")
            return (left is self.constant()) is not negated
        if sign in _COMPARES and self.take(sign):
            return _compared(left, self.term(), sign)
        if sign in _LIKE and self.take(sign) and left is None and self.term() is not None:
            return _LIKE[sign]
        if sign == "in" and self.take("in") and left is None and self.take("{"):
            self.skip("{", "}")
            return False
        return left

    def constant(self) -> Value:
        for name, value in _CONSTANTS.items():
            if self.take(name):
                return value
        raise _NotUnderstoodError

    def term(self) -> Value:
        kind, word = self.tokens.pop() if self.tokens else ("", "")
        if kind == "number" and self.tokens and (self.tokens[-1][0] == "text" or _UNITS.fullmatch(self.next)):
            self.tokens.pop()
        if kind in ("number", "text"):
            return _LITERAL
        if word == "(":
            return self.path(self.bracket())
        if kind == "word" and word in _CONSTANTS:
            return _CONSTANTS[word]
        if kind == "word" and word == "exists":
            return self.term() is not None
        if kind not in ("word", "quoted"):
            raise _NotUnderstoodError
        return self.path(self.named(word))

    def bracket(self) -> Value:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _NotUnderstoodError
        value = self.junction()
        if not self.take(")"):
            raise _NotUnderstoodError
        self.depth -= 1
        return value

    def named(self, name: str) -> Value:
        """A value of the patient, a define, or a function of something that is null."""
        if name in self.known.bodies:
            return self.known.value(name, self.depth + 1)
        if self.take("("):
            self.skip("(", ")")
            if not _OF_ONE.fullmatch(name):
                raise _NotUnderstoodError
        return None

    def path(self, value: Value) -> Value:
        """What follows a term: `.value`, `.exists()`, `as Quantity`."""
        while self.next in (".", "as"):
            self.tokens.pop()
            kind, word = self.tokens.pop() if self.tokens else ("", "")
            called = self.take("(")
            if called:
                self.skip("(", ")")
            if called and word == "not":
                value = _not(value)
            elif called and word in _ASKS and value is None:
                value = _ASKS[word]
            elif value is not None or kind not in ("word", "quoted") or (called and word not in ("first", "last")):
                raise _NotUnderstoodError
        return value

    @property
    def next(self) -> str:
        kind, word = self.tokens[-1] if self.tokens else ("", "")
        return word if kind in ("word", "sign") else ""

    def take(self, word: str) -> bool:
        """Whether this comes next; then it is passed over."""
        if self.next != word:
            return False
        self.tokens.pop()
        return True

    def skip(self, opens: str, closes: str) -> None:
        """Passes over everything up to the bracket that closes."""
        depth = 1
        while depth and self.tokens:
            kind, word = self.tokens.pop()
            depth += ((word == opens) - (word == closes)) if kind == "sign" else 0


_CONSTANTS: dict[str, Value] = {"null": None, "true": True, "false": False}


def _not(value: Value) -> Value:
    if value == _LITERAL:
        raise _NotUnderstoodError
    return None if value is None else not value


def _compared(left: Value, right: Value, sign: str) -> Value:
    if left is None or right is None:
        return None
    if _LITERAL in (left, right) or sign != "=":
        raise _NotUnderstoodError
    return left is right
