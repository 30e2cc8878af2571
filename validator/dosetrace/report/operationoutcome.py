"""Findings as a FHIR OperationOutcome, the same in R4 and R5: what FHIR servers and validators answer with."""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import Any

from dosetrace.checks.outcome import Outcome
from dosetrace.findings import Finding, Level
from dosetrace.report.remarks import clean, one_line, remarks
from dosetrace.report.view import View

SEVERITIES = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "information"}
CODES = {
    "bundle": "invalid",
    "choice": "business-rule",
    "condition": "business-rule",
    "cycle": "business-rule",
    "day": "business-rule",
    "dose": "value",
    "drug": "value",
    "fhir": "structure",
    "file": "structure",
    "gap": "incomplete",
    "order": "business-rule",
    "protocol": "structure",
    "quote": "value",
    "reference": "not-found",
    "route": "value",
    "source": "invalid",
    "terminology": "code-invalid",
    "text": "value",
    "threshold": "value",
    "timing": "value",
    "total": "value",
    "unit": "code-invalid",
}
"""The code of FHIR's required value set issue-type, for each area of checks."""
_IN_FHIR = (
    ("-invariant-broken", "invariant"),
    ("fhir/element-missing", "required"),
    ("fhir/code-", "code-invalid"),
    ("fhir/value-", "value"),
    ("extension-", "extension"),
)
"""The code of a check whose id has these words; FHIR tells these defects of structure from each other."""
OTHER = "invalid"
_EXTENSIONS = "http://hl7.org/fhir/StructureDefinition/operationoutcome-"
_OTHER_FILES = (".yaml", ".yml", ".txt")
_KEYWORD = re.compile(r"(?<=\.)(and|div|implies|mod|or|xor)(?=\.|\[|$)")


def operation_outcome_text(outcome: Outcome, view: View) -> str:
    """An issue for each finding; one that says so where there is nothing."""
    issues = [_issue(finding, outcome.counted.bundles > 0) for finding in outcome.findings]
    value = {"resourceType": "OperationOutcome", "issue": issues or [_all_ok()]}
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _all_ok() -> dict[str, Any]:
    return {"severity": "information", "code": "informational", "details": {"text": "All OK"}}


def _issue(finding: Finding, any_fhir: bool) -> dict[str, Any]:
    place = finding.location
    is_fhir = any_fhir and PurePath(place.file).suffix not in _OTHER_FILES
    expression = [fhirpath(clean(place.path))] if is_fhir and place.path else []
    return {
        "extension": _extensions(finding),
        "severity": SEVERITIES[finding.level],
        "code": issue_code(finding.check),
        "details": {"text": one_line(finding.problem.message)},
        "diagnostics": "; ".join((finding.check, *remarks(finding))),
        "location": [clean(str(place))],
        **({"expression": expression} if expression else {}),
    }


def issue_code(check: str) -> str:
    """The code for what a check of this id finds."""
    area = check.partition("/")[0]
    precise = next((code for words, code in _IN_FHIR if words in check), None) if area == "fhir" else None
    return precise or CODES.get(area, OTHER)


def _extensions(finding: Finding) -> list[dict[str, Any]]:
    """HL7's own extensions for check, file and line."""
    place = finding.location
    line = [{"url": f"{_EXTENSIONS}issue-line", "valueInteger": place.line}] if place.line is not None else []
    return [
        {"url": f"{_EXTENSIONS}message-id", "valueString": finding.check},
        {"url": f"{_EXTENSIONS}file", "valueString": clean(place.file)},
        *line,
    ]


def fhirpath(path: str) -> str:
    """A place in JSON as FHIRPath: `_text.extension[0]` is `text.extension[0]`, keywords stand in backticks."""
    return _KEYWORD.sub(r"`\1`", re.sub(r"(^|\.)_", r"\1", path))
