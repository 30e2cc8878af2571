"""Text to tokens: numbers, words and marks, with their offsets. Nothing is understood here."""

from __future__ import annotations

import re
from typing import NamedTuple

NUMBER, WORD, MARK, END = "number", "word", "mark", "end"
AHEAD = 8
"""How far a rule may look ahead without asking whether the sentence has ended."""


class Token(NamedTuple):
    """One token. `low` is a word in lower case, without the dots of an abbreviation (`i.v.` is `iv`); `before` the
    white space in front of it: nothing, a space, or a line end."""

    kind: str
    text: str
    low: str
    start: int
    end: int
    before: str

    @property
    def spaced(self) -> bool:
        return bool(self.before)

    @property
    def whole(self) -> int | None:
        """The token as a whole number, None for anything else."""
        return int(self.text) if self.kind == NUMBER and self.text.isdigit() and len(self.text) < 10 else None


_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:[.·][0-9]+)?|(?<![\w.])[.·][0-9]+)"
    r"|(?P<dotted>(?:[A-Za-z]\.){2,3}(?![A-Za-z]\b))"
    r"|(?P<word>[^\W\d_²³¹⁰⁴⁵⁶⁷⁸⁹ªº¼½¾]+(?:'[a-z]+)?)"
    r"|(?P<line>\n\s*)"
    r"|(?P<mark>\S)"
)


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of a stretch of text, closed by AHEAD of kind END; offsets are those of the whole text."""
    found: list[Token] = []
    stop = len(text) if end is None else end
    last, line = start, True
    for match in _TOKEN.finditer(text, start, stop):
        kind, words, here = match.lastgroup or MARK, match.group(), match.start()
        if kind == "line":
            last, line = match.end(), True
            continue
        before = "\n" if line else " " if here > last else ""
        if kind == "dotted":
            kind, low = WORD, words.replace(".", "").lower()
        else:
            low = words.lower() if kind == WORD else words
        found.append(Token(kind, words, low, here, match.end(), before))
        last, line = match.end(), False
    return found + [Token(END, "", "", stop, stop, "\n")] * AHEAD
