"""The forms in which `dosetrace check` prints an outcome, by name; each is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import cast

from dosetrace.checks.outcome import Outcome
from dosetrace.report.view import View

FORMS: Mapping[str, str] = {
    "text": "text.outcome_text",
    "json": "values.check_text",
    "sarif": "sarif.sarif_text",
    "junit": "junit.junit_text",
    "github": "github.github_text",
    "gitlab": "gitlab.gitlab_text",
    "operationoutcome": "operationoutcome.operation_outcome_text",
}
"""The function of each form, below this package."""


def printed(form: str, outcome: Outcome, view: View) -> str:
    """The outcome in one of the forms, with a line end after its last line."""
    module, _, name = FORMS[form].partition(".")
    function = cast(Callable[[Outcome, View], str], getattr(import_module(f"dosetrace.report.{module}"), name))
    return function(outcome, view)
