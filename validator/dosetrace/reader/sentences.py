"""Where sentences begin and end, and which drug one without a drug is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.reader.names import Names
from dosetrace.reader.tokens import AHEAD, MARK, Token, tokens
from dosetrace.reader.vocabulary import SPANS, STOPS

_END = re.compile(r"[.!?](?=[)\]\"']?\s+[\"'(\[]?[A-Z0-9•])|\n[ \t]*\n\s*")


def sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of every sentence, and whether it begins a paragraph; what never ends is cut into pieces."""
    for start, end, paragraph in _whole_sentences(text):
        while end - start > _LONGEST_SENTENCE:
            cut = _cut(text, start, start + _LONGEST_SENTENCE)
            yield start, cut, paragraph
            start, paragraph = cut, False
        yield start, end, paragraph


_LONGEST_SENTENCE = 5000
"""Characters; the longest dosing sentence of a paper has about 1,500."""


def _cut(text: str, start: int, stop: int) -> int:
    """Where a stretch without an end is cut: behind a semicolon, a line, else a space."""
    middle = (start + stop) // 2
    found = next((at for mark in (";", "\n", " ") if (at := text.rfind(mark, middle, stop)) > 0), stop - 1)
    return found + 1


def _whole_sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    start, paragraph = 0, True
    for match in _END.finditer(text):
        blank = match.group()[0] == "\n"
        if _parted_number(text, match.start() - blank) or (not blank and _abbreviated(text, start, match.start())):
            continue
        yield start, match.end(), paragraph
        start, paragraph = match.end(), blank
    yield start, len(text), paragraph


_NUMBER_BELOW = re.compile(r"\.\s*\n\s*\d+ ?(?:mg|g|μg|mcg)\b")
_CAPITAL_BEHIND = re.compile(r"\s+[A-Z]")
_WORD_BEFORE = re.compile(r"([A-Za-z]+|\d+)$")


def _parted_number(text: str, stop: int) -> bool:
    """Whether a number goes on below its point: a line ends between `1.` and `5 mg`."""
    return text[stop - 1 : stop].isdigit() and _NUMBER_BELOW.match(text, stop) is not None


def _abbreviated(text: str, start: int, stop: int) -> bool:
    """Whether a full stop closes an abbreviation, or the number of a list item at the beginning of a line."""
    word = _WORD_BEFORE.search(text, max(start, stop - 12), stop)
    if word is None or (word[1].lower() in SPANS and _CAPITAL_BEHIND.match(text, stop + 1)):
        return False
    before = text[word.start() - 1 : word.start()] if word.start() else ""
    if word[1].isdigit():
        return before in ("", "\n") or not text[start : word.start()].strip()
    return word[1].lower() in STOPS or (len(word[1]) == 1 and before == ".")


class Context:
    """Of which drug a sentence without one speaks: that of the sentence before, or of the heading above."""

    def __init__(self, text: str, names: Names) -> None:
        self.text, self.names = text, names
        self.said: str | None = None
        self.heading: str | None = None
        self.passed: list[tuple[int, int, bool]] = []

    def pass_over(self, start: int, end: int, paragraph: bool) -> None:
        """A sentence without dosing, read for its drugs only if a later one asks."""
        if len(self.passed) > _LOOK_BACK:
            del self.passed[0]
        self.passed.append((start, end, paragraph))

    def take(self, named: list[str], start: int, end: int, paragraph: bool) -> None:
        """The drugs of a sentence: where it is one, it is meant from here on; one in a heading also below it."""
        one = named[0] if len(set(named)) == 1 else None
        if paragraph and one is not None and end - start < _HEADING and self.text[start:end].rstrip()[-1:] != ".":
            self.heading = one
        elif len(set(named)) > 1:
            self.heading = None
        if named or paragraph:
            self.said = one

    def drug(self, paragraph: bool) -> str | None:
        """The drug a sentence is about that names none."""
        for start, end, begins in self.passed:
            if end - start < _LONGEST_READ:
                self.take(list(_named(tokens(self.text, start, end), self.names)), start, end, begins)
        self.passed = []
        return self.heading if paragraph else self.said or self.heading


_LOOK_BACK, _LONGEST_READ, _HEADING = 4, 600, 100


def _named(found: list[Token], names: Names) -> Iterator[str]:
    for index in range(len(found) - AHEAD):
        named = names.at(found, index) if found[index].kind != MARK else None
        if named is not None:
            yield named[0]
