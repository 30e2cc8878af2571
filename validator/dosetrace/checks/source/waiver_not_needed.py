"""Every waiver in the list of sources stands for a dosing statement of that source that no protocol encodes."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.coverage import coverage
from dosetrace.checks.subjects import Dataset
from dosetrace.findings import Level, Problem, Sentence

LEVEL = Level.ERROR
WHY = "A waiver that fits nothing hides the next statement with the same words."
JUDGES = (Dataset,)


def check(subject: Dataset) -> Iterator[Problem]:
    for covered in coverage(subject.sources.values(), subject.protocols):
        used = {s.waiver for s in covered.statements if s.waiver is not None and not s.protocols}
        for waiver in subject.sources[covered.source].entry.waived:
            if waiver not in used:
                yield Problem(
                    f'{covered.source} waives "{waiver.quote}", which is no open dosing statement of it',
                    (), waiver.quote, "words of a statement that no protocol encodes",
                    Sentence(covered.source, waiver.quote),
                )  # fmt: skip
