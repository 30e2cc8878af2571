"""A text as it is read: one spelling for each dash, quotation mark, space and ligature, words whole again at line
ends, and the way back from every character to the text as it stands.

Unlike `typography`, which decides whether two stretches are the same words, nothing is dropped that tells numbers
apart: superscripts stay what they are, so that 10⁶ is never 106.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from dosetrace.typography import DASHES, QUOTES

_KEPT = set("²³¹⁰⁴⁵⁶⁷⁸⁹⁻™®©ªº¼½¾")
_DASHES = DASHES | {"˗": "-"}
_QUOTES = QUOTES | {"`": "'", "´": "'"}
_OTHERS = dict.fromkeys("∙⋅‧・", "·") | {
    "µ": "μ",
    "∗": "*",
    "✕": "×",
    "⩾": "≥",
    "⩽": "≤",
    "≧": "≥",
    "≦": "≤",
    "\r": " ",
}
_FIXED = _DASHES | _QUOTES | _OTHERS
_BROKEN = r"(?<=\w)-[ \t\r]*\n\s*(?=\w)"
_NOTHING = "\u00ad\u200b\u200c\u200d\ufeff\u2060"


@dataclass(frozen=True, slots=True)
class Plain:
    """The text to read; `starts` and `shifts` lead from its offsets to those of the original."""

    text: str
    starts: tuple[int, ...]
    shifts: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original, in code points, of a span of the text."""
        return self._back(start), self._back(end - 1) + 1 if end > start else self._back(start)

    def _back(self, offset: int) -> int:
        return offset + self.shifts[bisect_right(self.starts, offset) - 1]


def plain(text: str) -> Plain:
    """The text with one spelling for what looks alike."""
    others = {char: unicodedata.normalize("NFKC", char) for char in set(text) if ord(char) > 127 and char not in _KEPT}
    single = {ord(char): _FIXED.get(char, to) for char, to in others.items() if len(_FIXED.get(char, to)) == 1}
    single[ord("\r")] = " "
    longer = {char: to for char, to in others.items() if ord(char) not in single}
    spelled = text.translate(single)
    pattern = "|".join([_BROKEN, *(re.escape(char) for char in sorted(longer) if char not in _NOTHING)])
    return _mapped(spelled, re.compile(f"{pattern}|[{_NOTHING}]+"), longer)


def _mapped(text: str, pattern: re.Pattern[str], longer: dict[str, str]) -> Plain:
    pieces, starts, shifts = [], [0], [0]
    last = length = 0
    for match in pattern.finditer(text):
        found = match.group()
        put = "-" if found[0] == "-" else longer.get(found, "") if found not in _NOTHING else ""
        pieces += [text[last : match.start()], put]
        length += match.start() - last
        for step in range(len(put)):
            starts.append(length + step)
            shifts.append(match.start() - length - step)
        last, length = match.end(), length + len(put)
        starts.append(length)
        shifts.append(last - length)
    return Plain("".join([*pieces, text[last:]]), tuple(starts), tuple(shifts))
