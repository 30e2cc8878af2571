"""The cycle numbers and the time in a title are those of the cycles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.cycles import repeat_of
from dosetrace.fhir.read.document import mapping, words
from dosetrace.fhir.read.dosage import quantity
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import cycles, spans
from dosetrace.timeline import cycles_text
from dosetrace.wording import numbered

LEVEL = Level.ERROR
WHY = "The title is what people order by; the position is what a computer counts."
JUDGES = (Fhir,)

_TITLE = re.compile(r"cycles? \d.*", re.IGNORECASE)


def check(subject: Fhir) -> Iterator[Problem]:
    for cycle in subject.cycles:
        title, path = words(cycle.action.get("title")), (*cycle.path, "title")
        if _TITLE.fullmatch(title) and cycle.numbers is not None and cycles(title.lower()) != cycle.numbers:
            expected = f"Cycle {cycles_text(cycle.numbers)}"
            message = f'"{title}" stands in the place of {numbered("cycle", cycle.numbers)}'
            yield Problem(message, path, title, expected)
        bounds = quantity(mapping(repeat_of(cycle.action).get("boundsDuration")))
        stated = [span for span in spans(title) if bounds is not None and span.unit == bounds.unit]
        if bounds is not None and stated and not any(span.equals(bounds) for span in stated):
            yield Problem(f'"{title}" goes on for {bounds.text}', path, title, str(bounds))
