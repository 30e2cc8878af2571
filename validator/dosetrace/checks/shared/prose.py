"""The words people read in a FHIR file, in one piece: for the checks of how amounts and drugs are written.

Verbatim sentences of a source (attachments, extensions) and displays, which belong to their code system, are not in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from dosetrace.fhir.read.document import FhirDocument
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.findings import Path

AMOUNT = (
    r"(?:mg|g|kg|ng|[mM][cC][gG]|[µμu]g|m[lL]|L|mmol|mol|m[eE]q|MU|[iI]?[uU]|[uU]nits?"
    r"|(?:milli|micro|kilo)?grams?|millilit(?:re|er)s?|tablets?|capsules?)"
)
"""A regular expression for what an amount of a drug is measured in."""

_READ = frozenset({"text", "title", "description", "textEquivalent", "patientInstruction", "unit"})
_LONGEST = 20_000


@dataclass(frozen=True)
class Prose:
    """Every text of a file, one to a line, and the path and the length of each line."""

    text: str
    starts: tuple[int, ...]
    paths: tuple[Path, ...]
    lengths: tuple[int, ...]
    """In characters, of the whole text: the line may have its beginning only."""

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[Path, re.Match[str]]]:
        """Where the pattern stands, the first place in each text only."""
        told: Path | None = None
        for match in pattern.finditer(self.text):
            path = self.paths[bisect_right(self.starts, match.start()) - 1]
            if path != told:
                yield path, match
            told = path


@once_per_document
def prose(document: FhirDocument) -> Prose:
    """The titles, descriptions, instructions, texts and unit texts of a file."""
    lines: list[str] = []
    starts: list[int] = []
    paths: list[Path] = []
    lengths: list[int] = []
    length = 0
    for path, element in document.elements:
        if _READ.isdisjoint(element):
            continue
        for key in _READ:
            text = element.get(key)
            if isinstance(text, str) and text:
                line = text[:_LONGEST].replace("\n", " ")
                lines.append(line)
                starts.append(length)
                paths.append((*path, key))
                lengths.append(len(text))
                length += len(line) + 1
    return Prose("\n".join(lines), tuple(starts), tuple(paths), tuple(lengths))
