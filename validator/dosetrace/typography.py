"""When two stretches of text are the same words: the short list of typographic equivalences, and no others.

White space with line ends; NFKC (`m²` = `m2`, the micro signs); dashes; quotation marks; `/m 2` = `/m2`; a hyphen
at a line end, which may belong to the word or not. Offsets are Unicode code points of the text as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_LINE_END_HYPHEN = "\ue000"
DASHES = dict.fromkeys("‐‑‒–—―−﹣-", "-")
QUOTES = dict.fromkeys("‘’‚‛′", "'") | dict.fromkeys("“”„‟″", '"')
_FOLD = DASHES | QUOTES
_BROKEN = re.compile(r"(?<=\w)[‐‑-][ \t]*\r?\n\s*(?=\w)")
_TOKEN = re.compile(r"(?P<hyphen>\ue000)|(?P<space>\s+)|(?P<plain>[!-~]+)|(?P<other>.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded by the equivalences, with the offset in the original of each of its characters."""

    text: str
    offsets: tuple[int, ...]
    length: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original that a span of the folded text came from."""
        return self.offsets[start], self.offsets[end] if end < len(self.offsets) else self.length


@lru_cache(maxsize=64)
def folded(text: str) -> Folded:
    """The text with all that is equivalent made equal."""
    parts: list[tuple[str, int]] = []
    last = 0
    for broken in _BROKEN.finditer(text):
        parts += _pieces(text, last, broken.start())
        parts.append((_LINE_END_HYPHEN, broken.start()))
        last = broken.end()
    parts += _pieces(text, last, len(text))
    return _without_space_before_the_square(parts, len(text))


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The folded text alone, hyphens at line ends kept as hyphens: for reading numbers and words."""
    return folded(text).text.replace(_LINE_END_HYPHEN, "-").strip()


def find(quote: str, text: str) -> tuple[int, int] | None:
    """Where the words stand in the text (start and end offset), or None."""
    pattern = _pattern(fold(quote))
    if pattern is None:
        return None
    match = pattern.search(folded(text).text)
    return folded(text).original(*match.span()) if match else None


def count(quote: str, text: str) -> int:
    """How often the words stand in the text."""
    pattern = _pattern(fold(quote))
    return len(pattern.findall(folded(text).text)) if pattern else 0


def line_of(offset: int, text: str) -> int:
    """The 1-based line an offset stands in."""
    return bisect_right(_line_starts(text), offset)


@lru_cache(maxsize=16)
def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str] | None:
    if not words:
        return None
    pieces: list[str] = []
    for here, after in zip(words, [*words[1:], ""], strict=True):
        pieces.append(f"[-{_LINE_END_HYPHEN}]" if here == "-" else re.escape(here))
        if here.isalpha() and after.isalpha():
            pieces.append(f"{_LINE_END_HYPHEN}?")
    return re.compile("".join(pieces))


def _pieces(text: str, start: int, end: int) -> list[tuple[str, int]]:
    pieces: list[tuple[str, int]] = []
    for match in _TOKEN.finditer(text, start, end):
        here = match.start()
        if match["space"]:
            pieces.append((" ", here))
        elif match["plain"]:
            pieces += [(char, here + step) for step, char in enumerate(match["plain"])]
        else:
            pieces += [(_FOLD.get(char, char), here) for char in _compatible(match.group())]
    return pieces


def _compatible(char: str) -> str:
    return _FOLD.get(char) or unicodedata.normalize("NFKC", char)


def _without_space_before_the_square(parts: list[tuple[str, int]], length: int) -> Folded:
    joined = "".join(char for char, _ in parts)
    dropped = {match.start(1) for match in re.finditer(r"/m( )2\b", joined)}
    doubled = {match.start() + 1 for match in re.finditer(" (?= )", joined)}
    kept = [part for index, part in enumerate(parts) if index not in dropped | doubled]
    return Folded("".join(char for char, _ in kept), tuple(offset for _, offset in kept), length)
