"""The manual of the checks: one page in the terminal, and all pages with their index as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from dosetrace.checks.manual import BadExample, Manual
from dosetrace.checks.registry import Check

_WIDTH = 120
"""Characters shown of a line of an example."""

_APART = "{ data-search-exclude }"
"""Keeps a section out of the search of the site, which every page loads: examples are four fifths of all words, and
the index says what the pages say."""

_INDEX = """# The checks

What `dosetrace check` looks for. `dosetrace explain` prints the page of a check in the terminal. An error contradicts
the source, itself or FHIR; a warning needs a human; a note is worth knowing. The examples on each page are those that
the tests run, and what the check says of them is what it printed.

This page and those of the checks are written by `dosetrace build`.
"""


def manual_text(manual: Manual) -> str:
    """The manual page for a terminal."""
    return "\n".join(_terminal(manual)) + "\n"


def _terminal(manual: Manual) -> Iterator[str]:
    yield f"{manual.check.id} ({manual.check.level})"
    yield ""
    yield manual.check.summary
    yield f"Why: {manual.check.why}"
    if manual.good:
        yield ""
        yield f"Good ({manual.good_name}):"
        yield from (f"    {_clipped(line)}" for line in manual.good)
    for bad in manual.bad:
        yield ""
        yield f"Bad ({bad.name}), what differs from {bad.made_from}:"
        yield from (f"    {line}" for line in _difference(bad))
        yield from (f"  {line}" for line in _says(bad))


def manual_pages(manuals: Iterable[Manual]) -> dict[str, str]:
    """Path below the folder of the pages to Markdown: a page for each check, and the index."""
    every = sorted(manuals, key=lambda manual: manual.check.id)
    pages = {f"{manual.check.id}.md": "\n".join(_page(manual)) + "\n" for manual in every}
    return {"index.md": "\n".join(_index(manual.check for manual in every)) + "\n", **pages}


def _index(checks: Iterable[Check]) -> Iterator[str]:
    yield _INDEX.rstrip()
    for area, found in groupby(checks, key=lambda check: check.area):
        yield f"\n## {area} {_APART}\n"
        yield "| check | level | what it asks for |"
        yield "|---|---|---|"
        yield from (f"| [{check.id}]({check.id}.md) | {check.level} | {_prose(check.summary)} |" for check in found)


def _page(manual: Manual) -> Iterator[str]:
    check = manual.check
    yield f"# {check.id}\n"
    yield f"{_prose(check.summary)}\n"
    yield f"- Level: {check.level}"
    yield f"- Why: {_prose(check.why)}"
    yield f"- Judges: {', '.join(check.subjects)}\n"
    yield "[All checks](../index.md)"
    if manual.good:
        yield f"\n## Good {_APART}\n"
        yield f"`{manual.good_name}`\n"
        yield from _fenced(_language(manual.good_name), (_clipped(line) for line in manual.good))
    if manual.bad:
        yield f"\n## Bad {_APART}"
    for bad in manual.bad:
        yield f"\n**{bad.name}**, what differs from `{bad.made_from}`:\n"
        yield from _fenced("diff", _difference(bad))
        yield "\nWhat the check says:\n"
        yield from _fenced("text", _says(bad))


def _fenced(language: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"````{language}"
    yield from lines
    yield "````"


def _language(name: str) -> str:
    ending = name.rpartition(".")[2]
    return ending if ending in ("json", "yaml") else "text"


def _prose(text: str) -> str:
    """Words of ours as Markdown, also inside a table."""
    for sign in ("\\", "|", "*", "_", "<", "[", "]"):
        text = text.replace(sign, f"\\{sign}")
    return text


def _says(bad: BadExample) -> Iterator[str]:
    for saying in bad.says:
        yield f"{saying.place}: {saying.level}: {' '.join(saying.message.split())}"


def _difference(bad: BadExample) -> Iterator[str]:
    """The lines that differ; of two long lines the stretch around the first sign in which they differ."""
    lines = bad.difference
    for index, line in enumerate(lines):
        yield _clipped(line, _differs_at(line, lines[index - 1 : index] if line[:1] == "+" else lines[index + 1 :][:1]))


def _differs_at(line: str, beside: tuple[str, ...]) -> int:
    """Where a line begins to differ from the one it replaces or is replaced by; 0 where there is no such."""
    if {line[:1], *(other[:1] for other in beside)} != {"-", "+"}:
        return 0
    pairs = enumerate(zip(line[1:], beside[0][1:], strict=False), start=1)
    return next((at for at, (one, other) in pairs if one != other), min(len(line), len(beside[0])))


def _clipped(line: str, at: int = 0) -> str:
    """At most so many characters of a line, around one of them, with its sign and its indentation."""
    if len(line) <= _WIDTH:
        return line
    if at < _WIDTH - 30:
        return line[: _WIDTH - 1] + "…"
    start = at - _WIDTH // 2
    rest = line[start : start + _WIDTH - 3]
    return f"{line[:1]}…{rest}" + ("…" if start + _WIDTH - 3 < len(line) else "")
