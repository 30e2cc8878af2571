"""One sentence while it is read, and the small questions that the rules ask of it."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from dosetrace.reader.names import Names
from dosetrace.reader.terms import Kind, Term
from dosetrace.reader.tokens import WORD, Token
from dosetrace.units import Amount, Unit


class Scan:
    """The tokens of a sentence and the terms taken from them, which grow from left to right; no rule goes back.

    `lows` are the tokens in lower case. Up to AHEAD tokens before the first and behind the last one may be looked at:
    they are empty.
    """

    def __init__(self, tokens: list[Token], names: Names) -> None:
        self.tokens = tokens
        self.lows = [token.low for token in tokens]
        self.names = names
        self.terms: list[Term] = []
        self.depth = 0
        """How many parentheses are open."""

    def add(self, kind: Kind, value: object, first: int, last: int) -> int:
        """Takes a term up; the index behind it."""
        span = self.tokens[first].start, self.tokens[last - 1].end
        self.terms.append(Term(kind, value, first, last, self.depth, span))
        return last

    def past(self, index: int, words: Collection[str], most: int = 99) -> int:
        """The index behind the words that may be passed over, at most so many."""
        end = index + most
        while index < end and self.lows[index] in words:
            index += 1
        return index

    def names_drug(self, index: int) -> bool:
        """Whether a drug is named at a word."""
        return self.tokens[index].kind == WORD and self.names.at(self.tokens, index) is not None

    def starts_line(self, index: int) -> bool:
        """Whether a capital begins a new line."""
        token = self.tokens[index]
        return token.before == "\n" and token.text[:1].isupper()


def length_of(number: int, unit: str) -> Amount:
    """A length of time with one number."""
    return Amount(Decimal(number), Decimal(number), Unit(unit))


def by_the_clock(length: Amount) -> bool:
    """Whether a length is that of one administration: hours or minutes."""
    return length.unit.code in ("h", "min")
