"""The table people read in a plan is the schedule that computers read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping, words
from dosetrace.fhir.read.plan import read_schedule
from dosetrace.findings import Level, Problem
from dosetrace.grid import NOTHING, narrative_lines

LEVEL = Level.ERROR
WHY = "A receiver may show only the narrative."
JUDGES = (Fhir,)

_CELL = re.compile(r"<(?:caption|th|td|li|p)\b[^>]*(?<!/)>(.*?)</(?:caption|th|td|li|p)>", re.DOTALL)


def check(subject: Fhir) -> Iterator[Problem]:
    for plan in subject.document.of_kind("PlanDefinition"):
        div = words(mapping(plan.value.get("text")).get("div"))
        schedule = read_schedule(subject.document, plan) if "<caption>" in div else None
        if schedule is None:
            continue
        shown = [unescape(cell) for cell in _CELL.findall(div)]
        expected = [line for line in narrative_lines(schedule) if line]
        shown = [cell for cell in shown if cell not in ("", NOTHING)]
        wrong = next(((a, b) for a, b in zip(shown, expected, strict=False) if a != b), None)
        if wrong or len(shown) != len(expected):
            found, wanted = wrong or (f"{len(shown)} cells", f"{len(expected)} cells")
            path = (*plan.path, "text", "div")
            yield Problem(f'the narrative shows "{found}", the plan says "{wanted}"', path, found, wanted)
