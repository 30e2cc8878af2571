"""Findings as GitHub's workflow commands, which it shows beside the lines of a pull request, and the job's summary."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.outcome import Outcome
from dosetrace.findings import Finding, Level
from dosetrace.report.remarks import one_line, whole_message
from dosetrace.report.text import counts_text, looked_at_text
from dosetrace.report.view import View

COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
MOST_OF_A_LEVEL = 10
"""GitHub shows no more annotations of one kind from one step."""
LARGEST_SUMMARY = 1_000_000
"""Bytes; GitHub drops a summary of more than 1,024 KiB altogether."""


def github_text(outcome: Outcome, view: View) -> str:
    """An annotation for each finding that GitHub will show, the worst first; how many it will not; and the counts."""
    shown = [finding for level in Level for finding in _of(outcome, level)[:MOST_OF_A_LEVEL]]
    left = len(outcome.findings) - len(shown)
    lines = [_command(finding, view) for finding in shown]
    if left:
        lines.append(f"{left} more findings without an annotation: GitHub shows {MOST_OF_A_LEVEL} of a level")
    return "\n".join([*lines, _counts(outcome)]) + "\n"


def _of(outcome: Outcome, level: Level) -> list[Finding]:
    return [finding for finding in outcome.findings if finding.level is level]


def _counts(outcome: Outcome) -> str:
    return counts_text(outcome.findings, looked_at_text(outcome.counted))


def _command(finding: Finding, view: View) -> str:
    place = finding.location
    file = view.place(place.file)
    known = {
        "file": file,
        "line": place.line if file else None,
        "col": place.column if file and place.line else None,
        "title": finding.check,
    }
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in known.items() if value is not None)
    message = whole_message(finding) if file else f"{place}: {whole_message(finding)}"
    return f"::{COMMANDS[finding.level]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary_markdown(outcome: Outcome) -> str:
    """The counts and a table of the findings, the worst first, as many as GitHub takes."""
    head = ["### Dosetrace", "", _counts(outcome), ""]
    rows = [_row(finding) for level in Level for finding in _of(outcome, level)]
    fitting = list(_fitting(rows))
    if fitting:
        head += ["| level | check | place | what |", "|---|---|---|---|", *fitting, ""]
    if len(fitting) < len(rows):
        head += [f"{len(rows) - len(fitting)} more findings do not fit here.", ""]
    return "\n".join(head)


def _fitting(rows: list[str]) -> Iterator[str]:
    size = 0
    for row in rows:
        size += len(row.encode("utf-8", "replace")) + 1
        if size > LARGEST_SUMMARY:
            return
        yield row


def _row(finding: Finding) -> str:
    cells = (finding.level.value, finding.check, str(finding.location), finding.problem.message)
    return "| " + " | ".join(map(_cell, cells)) + " |"


_MEANS_SOMETHING = str.maketrans({mark: f"&#{ord(mark)};" for mark in "&<>|`*_[]\\~@#:"})


def _cell(text: str) -> str:
    """A text of which Markdown makes nothing else."""
    return one_line(text).translate(_MEANS_SOMETHING)
