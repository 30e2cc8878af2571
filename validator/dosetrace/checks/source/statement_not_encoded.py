"""Every dosing statement that the reader finds in a source is encoded by a protocol, or waived with a reason."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.coverage import coverage
from dosetrace.checks.subjects import Dataset
from dosetrace.findings import Level, Problem, Sentence

LEVEL = Level.ERROR
WHY = "What nobody encoded is missing without a trace; the reader goes through the documents whole and asks for it."
JUDGES = (Dataset,)


def check(subject: Dataset) -> Iterator[Problem]:
    for covered in coverage(subject.sources.values(), subject.protocols):
        for statement in covered.statements:
            if not statement.settled:
                drug = f" of {statement.claim.drug}" if statement.claim is not None else ""
                place = f"{statement.source}, line {statement.line}"
                yield Problem(
                    f'{place}, states "{statement.words}"{drug} and no protocol encodes it',
                    (), "no protocol", "a protocol with these words, or a waiver in the list of sources",
                    Sentence(statement.source, statement.words, statement.line),
                )  # fmt: skip
