"""The forms in which `dosetrace check` prints an outcome, by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from dosetrace.checks.outcome import Outcome
from dosetrace.report.text import outcome_text
from dosetrace.report.values import check_value

Lines = dict[str, list[str]]
"""The lines of the files that findings point into, by the name that findings have for the file."""


def _json(outcome: Outcome, lines: Lines) -> str:
    return json.dumps(check_value(outcome), ensure_ascii=False, indent=2) + "\n"


FORMS: Mapping[str, Callable[[Outcome, Lines], str]] = {"text": outcome_text, "json": _json}
