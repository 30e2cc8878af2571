"""Findings as a GitLab Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

import json
from typing import Any

from dosetrace.checks.outcome import Outcome
from dosetrace.findings import Finding, Level
from dosetrace.report.fingerprints import fingerprints
from dosetrace.report.remarks import whole_message
from dosetrace.report.view import View

SEVERITIES = {Level.ERROR: "critical", Level.WARNING: "minor", Level.NOTE: "info"}


def gitlab_text(outcome: Outcome, view: View) -> str:
    """A list with an object for each finding; a finding without a line is shown at the first."""
    marked = zip(outcome.findings, fingerprints(outcome.findings), strict=True)
    issues = [_issue(finding, mark, view) for finding, mark in marked]
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


def _issue(finding: Finding, fingerprint: str, view: View) -> dict[str, Any]:
    place = finding.location
    return {
        "description": "; ".join(whole_message(finding).splitlines()),
        "check_name": finding.check,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[finding.level],
        "location": {"path": view.place(place.file) or place.file, "lines": {"begin": place.line or 1}},
    }
