"""The manual of a check: what it says and why, its good example, and what it says of each bad one.

It is made from the examples that the tests run, by running the check on them, so that the manual is the test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, pairwise
from pathlib import Path

from dosetrace.checks.examples import Examples
from dosetrace.checks.registry import Check, checks, unknown_check
from dosetrace.findings import Finding, InputError, Location

Span = tuple[int, int]
"""Lines of a text, from 0, the end not included."""
_SHORT = 24
"""A text of so many lines is shown whole."""
_AROUND = 2
"""Lines shown around a difference."""
_FILE = "==> "
"""Begins the line that names a file of a folder."""
CUT = "…"
"""Stands for lines that are not shown."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One finding of an example: where, and what."""

    place: str
    level: str
    message: str


@dataclass(frozen=True, slots=True)
class BadExample:
    """A bad example: the good one it was made from, the lines that differ, and what the check says of it.

    A line of `difference` begins with "-" (only in the good example), "+" (only in the bad one) or a space.
    """

    name: str
    made_from: str
    difference: tuple[str, ...]
    says: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    """Everything a manual page says; without examples at hand `good` is empty and `bad` too."""

    check: Check
    good_name: str
    good: tuple[str, ...]
    bad: tuple[BadExample, ...]


def manual(check_id: str, examples: Examples) -> Manual:
    """The manual of the check with this id. Raises InputError for an unknown id, with the nearest one."""
    found = next((check for check in checks() if check.id == check_id), None)
    if found is None:
        raise InputError(unknown_check(check_id, [check.id for check in checks()]))
    return manual_of(found, examples)


def manual_of(check: Check, examples: Examples) -> Manual:
    """The manual of a check; the good example is the one most bad ones were made from, cut to what differs in them."""
    goods = {path: lines_of(path) for path in examples.of(check, "good")}
    made = [(bad, _made_from(bad, goods)) for bad in examples.of(check, "bad")] if goods else []
    if not made:
        return Manual(check, "", (), ())
    shown = Counter(good for _, good in made).most_common(1)[0][0]
    spans = [span for bad, good in made if good == shown for span in _changed(goods[shown], lines_of(bad))]
    return Manual(
        check, shown.name, tuple(_excerpt(goods[shown], spans)),
        tuple(_bad(check, examples, bad, good, goods[good]) for bad, good in made),
    )  # fmt: skip


def _bad(check: Check, examples: Examples, bad: Path, good: Path, lines: list[str]) -> BadExample:
    says = tuple(
        Saying(_place(bad, finding.location), finding.level.value, finding.problem.message)
        for finding in _once(examples.findings(check, bad))
    )
    return BadExample(bad.name, good.name, tuple(difference(lines, lines_of(bad))), says)


def _once(findings: list[Finding]) -> list[Finding]:
    """Each message once, at its first place."""
    return list({finding.problem.message: finding for finding in reversed(findings)}.values())[::-1]


def _place(example: Path, at: Location) -> str:
    """A place by the name of the example; of a finding about a whole folder, the folder alone."""
    if at.line is None:
        return example.name
    name = f"{example.name}/{at.file}" if example.is_dir() else example.name
    return f"{name}:{at.line}:{at.column}"


def _made_from(bad: Path, goods: dict[Path, list[str]]) -> Path:
    """The good example of the same kind that differs least."""
    alike = [path for path in goods if path.is_dir() == bad.is_dir() and path.suffix == bad.suffix]
    lines = lines_of(bad)
    return min(alike or goods, key=lambda path: changed_lines(goods[path], lines))


def changed_lines(good: list[str], bad: list[str]) -> int:
    """How many lines were taken away or added."""
    return sum(b - a + d - c for tag, a, b, c, d in _opcodes(good, bad) if tag != "equal")


def difference(good: list[str], bad: list[str]) -> Iterator[str]:
    """The lines that differ, with those around them and the file they stand in; what is left out is marked."""
    blocks = SequenceMatcher(None, good, bad, autojunk=False).get_grouped_opcodes(_AROUND)
    for number, block in enumerate(blocks):
        if number:
            yield f" {CUT}"
        yield from (f" {good[line]}" for line in _headings(good, block[0][1]))
        for tag, a, b, c, d in block:
            if tag == "equal":
                yield from (f" {line}" for line in good[a:b])
            else:
                yield from (f"-{line}" for line in good[a:b])
                yield from (f"+{line}" for line in bad[c:d])


def _changed(good: list[str], bad: list[str]) -> Iterator[Span]:
    """The lines of the good text that the bad one has otherwise, with those around them."""
    for tag, a, b, _, _ in _opcodes(good, bad):
        if tag != "equal":
            yield max(a - _AROUND, 0), min(b + _AROUND, len(good))


def _opcodes(good: list[str], bad: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, good, bad, autojunk=False).get_opcodes()


def _excerpt(lines: list[str], spans: list[Span]) -> Iterator[str]:
    """The lines of these spans, all of a short text."""
    wanted = {n for start, end in spans for n in (*_headings(lines, start), *range(start, end))}
    shown = sorted(wanted) if len(lines) > _SHORT else range(len(lines))
    for before, number in pairwise([-1, *shown]):
        if number != before + 1:
            yield CUT
        yield lines[number]
    if shown and shown[-1] != len(lines) - 1:
        yield CUT


def _headings(lines: list[str], before: int) -> Iterator[int]:
    """The line that names the file in which a line of a folder stands."""
    found = (n for n in range(before - 1, -1, -1) if lines[n].startswith(_FILE))
    yield from islice(found, 1)


def lines_of(path: Path) -> list[str]:
    """The lines of an example; those of a folder file by file, each under its name."""
    if path.is_dir():
        inner = sorted(file for file in path.rglob("*") if file.is_file())
        return [line for file in inner for line in (f"{_FILE}{file.relative_to(path).as_posix()} <==", *lines_of(file))]
    try:
        # only line feeds end a line here, so that other line ends are seen
        return path.read_bytes().decode("utf-8").replace("\r", "␍").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        return ["(no UTF-8 text)"]
