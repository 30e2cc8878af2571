"""The cycles of a dose lie within the cycles of the phase it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Protocol
from dosetrace.facts import Kind
from dosetrace.findings import Level, Problem
from dosetrace.timeline import cycles_text
from dosetrace.wording import numbered

LEVEL = Level.ERROR
WHY = "A dose meant for cycle 4 of a phase that ends with cycle 3 is given to nobody, and nothing shows it."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    paths = iter([f.path for f in subject.facts if f.kind is Kind.CYCLES and "give" in f.path])
    for phase in subject.regimen.phases:
        numbers = phase.cycles.numbers if phase.cycles else None
        for give in phase.gives:
            path = next(paths) if give.cycles else ()
            beyond = tuple(n for n in give.cycles or () if numbers is not None and n not in numbers)
            if beyond:
                text, whole = cycles_text(beyond), numbered("cycle", numbers or ())
                message = f"{give.drug} is given in {numbered('cycle', beyond)}, the phase has {whole}"
                yield Problem(message, path, text, f"within {whole}", subject.sentence(give.quotes))
