"""The page of coverage: every dosing statement of every source, and which protocol encodes it. Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dosetrace.checks.shared.coverage import Coverage, Statement
from dosetrace.report.claims import meaning

_HEAD = """# Which dosing statements are encoded

The dosing reader goes through each source document whole. Each dose it finds, each drug with days or a continuous
infusion and no dose, and each stretch that looks like dosing and that it could not read is a statement. A statement is
encoded where a protocol has this dose and quotes these words for it; one that is not has to be waived in
`seeds/sources.yaml`, with a reason. `dosetrace check` refuses anything else. [How well the reader reads](reader.md) is
measured on a corpus.

This page is written by `dosetrace build`.
"""


def coverage_page(covered: Iterable[Coverage]) -> str:
    """The page for these sources."""
    every = list(covered)
    return "\n".join([_HEAD, *_overview(every), *(line for one in every for line in _source(one))]).rstrip() + "\n"


def _overview(covered: list[Coverage]) -> Iterator[str]:
    yield "| source | statements | encoded | waived |"
    yield "|---|---|---|---|"
    for one in covered:
        yield f"| {one.source} | {len(one.statements)} | {one.encoded} | {one.waived} |"


def _source(one: Coverage) -> Iterator[str]:
    if one.statements:
        yield f"\n## {one.source}\n"
        yield "| line | words | read as | encoded by |"
        yield "|---|---|---|---|"
        yield from (f"| {s.line} | {s.words} | {_read(s)} | {_by(s)} |" for s in one.statements)


def _read(statement: Statement) -> str:
    if statement.claim is None:
        return "not understood"
    unsure = "" if statement.claim.sure else f" (unsure: {statement.claim.why_unsure})"
    return f"{meaning(statement.claim)}{unsure}"


def _by(statement: Statement) -> str:
    if statement.protocols:
        return ", ".join(statement.protocols)
    return f"waived: {statement.waiver.because}" if statement.waiver else "nothing"
