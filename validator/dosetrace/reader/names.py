"""Which words name a drug: the table `names.csv`, the drugs of the dataset, the stems of nonproprietary names, and
the abbreviations that a text defines itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from dosetrace.reader.tokens import AHEAD, NUMBER, WORD, Token, tokens
from dosetrace.terminology import drugs, rows

_LONGEST = 9
_CASE_MATTERS = 4
_SECOND = "second"


@dataclass(frozen=True, slots=True)
class Names:
    """Keys (lower case, without hyphens, one space between words) to names, with every beginning of a key."""

    by_key: Mapping[str, tuple[str, frozenset[str]]]
    beginnings: frozenset[str]
    defined: Mapping[str, str] = field(default_factory=dict)
    """What the text itself defines, in its own capitals."""

    def at(self, found: list[Token], index: int) -> tuple[str, int] | None:
        """The drug that is named at a token, and the index behind its name; None where none is."""
        return self._of_table(found, index) or self._of_text(found, index) or _by_stem(found, index)

    def _of_table(self, found: list[Token], index: int) -> tuple[str, int] | None:
        best = None
        for key, words, after in _growing(found, index):
            if key in self.by_key and self._fits(key, words) and _ends_a_word(found, after):
                best = self.by_key[key][0], after
            if key not in self.beginnings and not _hyphen(found, after):
                break
        return best

    def _of_text(self, found: list[Token], index: int) -> tuple[str, int] | None:
        if not self.defined or found[index].kind != WORD:
            return None
        grown = [(words, after) for _, words, after in _growing(found, index) if _ends_a_word(found, after)]
        return next(((self.defined[words], after) for words, after in grown[::-1] if words in self.defined), None)

    def _fits(self, key: str, words: str) -> bool:
        """Short abbreviations count only in their own capitals, or all in capitals: `GO` is a drug, `go` is none."""
        forms = self.by_key[key][1]
        if len(key) > _CASE_MATTERS or any(char.isdigit() for char in key):
            return True
        return words in forms or words.isupper()


def _growing(found: list[Token], index: int) -> Iterator[tuple[str, str, int]]:
    """The words from a token on: as a key, as written, and the index behind them, one word longer each time."""
    key = words = ""
    for _ in range(_LONGEST):
        if found[index].kind not in (NUMBER, WORD):
            return
        key, words, index = key + found[index].low, words + found[index].text, index + 1
        yield key, words, index
        if _hyphen(found, index):
            words, index = words + "-", index + 1
        elif found[index].text == "/" and not found[index].spaced:
            key, words, index = key + "/", words + "/", index + 1
        elif found[index].spaced:
            key, words = key + " ", words + " "


def _hyphen(found: list[Token], index: int) -> bool:
    """Whether a hyphen joins two tokens without a space."""
    return found[index].text == "-" and not found[index].spaced and not found[index + 1].spaced


def _ends_a_word(found: list[Token], index: int) -> bool:
    after = found[index]
    return after.spaced or after.kind not in (NUMBER, WORD) or (after.kind == NUMBER and len(found[index - 1].low) > 5)


def key_of(words: str) -> str:
    """The key of a name: `6-Mercaptopurine` is `6mercaptopurine`."""
    return re.sub(r"\s+", " ", words.replace("-", "").strip()).lower()


@cache
def known_names() -> Names:
    """Every name of the tables."""
    by_key: dict[str, tuple[str, frozenset[str]]] = {}
    for name, words in _rows():
        for word in words:
            key = key_of(word)
            first, forms = by_key.get(key, (name, frozenset()))
            by_key[key] = first, forms | {word, word.capitalize() if word.islower() else word}
    beginnings: set[str] = set()
    for key in by_key:
        whole = key.isascii() and key.isalpha()  # one word, as nearly all are
        beginnings |= {key} if whole else {key[: token.end] for token in tokens(key)[:-AHEAD]}
    return Names(by_key, frozenset(beginnings))


def _rows() -> Iterator[tuple[str, tuple[str, ...]]]:
    for drug in drugs().values():
        yield drug.name, (drug.name, *drug.words)
    for row in rows("reader/names.csv"):
        yield row["name"], (row["name"], *filter(None, row["words"].split("|")))


@cache
def _stems() -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
    """Endings of nonproprietary names, words with such an ending that are none, second words of antibody names."""
    parts: dict[str, list[str]] = {"": []}
    here = ""
    for line in Path(__file__).with_name("stems.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            here = line[1:].strip()
            parts.setdefault(here, [])
        elif line.strip():
            parts[here].append(line.strip().removeprefix("-"))
    return tuple(parts[""]), frozenset(parts["not"]), frozenset(parts[_SECOND])


_SHORTEST_BY_STEM = 7


def _by_stem(found: list[Token], index: int) -> tuple[str, int] | None:
    """A name no table has, by the ending that its kind of drug has to have."""
    stems, never, second = _stems()
    token = found[index]
    if (
        len(token.low) < _SHORTEST_BY_STEM
        or not token.low.endswith(stems)
        or token.low in never
        or token.text.isupper()
    ):
        return None
    if found[index + 1].low in second:
        return f"{token.low} {found[index + 1].low}", index + 2
    return token.low, index + 1


_DEFINED = re.compile(r"\(\s*([A-Za-z0-9][A-Za-z0-9/-]{0,11})\s*(?:[;,:\])])")
_GLOSSARY = re.compile(
    r"(?:^|[;.:,]\s|indicates\s)\s*([A-Z][A-Za-z0-9-]{1,9}),\s+([a-zA-Z][a-zA-Z-]+(?:\s[a-z-]+)?)(?=\s*[;.])"
)
_NEVER = frozenset(
    {"iv", "po", "sc", "it", "im", "mg", "g", "auc", "bid", "tid", "qd", "ci", "max", "maximum", "n", "or", "and", "cr",
     "pr", "os", "pfs", "orr", "range", "days", "day", "weekly", "daily", "oral", "mtd", "rp2d", "dlt", "flat", "total",
     "cycle", "cycles", "arm", "control", "experimental", "i", "ii", "iii", "p", "hr", "ct", "rt", "see", "both",
     "capped", "loading", "intravenous", "subcutaneous", "intrathecal", "bolus", "infusion"}
)  # fmt: skip


def with_definitions(text: str, names: Names) -> Names:
    """The names with the abbreviations that the text defines: `inotuzumab ozogamicin (InO)`."""
    defined: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        short = match[1]
        if short.lower() in _NEVER or short.isdigit() or not any(char.isupper() for char in short):
            continue
        drug = _just_before(text, match.start(), names)
        if drug is not None:
            defined.setdefault(short, drug)
    for match in _GLOSSARY.finditer(text):
        drug = _whole(match[2], names)
        if drug is not None and match[1].lower() not in _NEVER:
            defined.setdefault(match[1], drug)
    fresh = {short: drug for short, drug in defined.items() if key_of(short) not in names.by_key}
    return Names(names.by_key, names.beginnings, fresh) if fresh else names


def _just_before(text: str, end: int, names: Names) -> str | None:
    """The drug whose name ends right before an offset."""
    found = tokens(text, max(0, end - 60), end)
    last = len(found) - AHEAD
    for index in range(max(0, last - _LONGEST), last):
        named = names.at(found, index)
        if named is not None and named[1] == last:
            return named[0]
    return None


def _whole(words: str, names: Names) -> str | None:
    found = tokens(words.removeprefix("high-dose ").removeprefix("low-dose "))
    named = names.at(found, 0)
    return named[0] if named is not None and named[1] == len(found) - AHEAD else None
