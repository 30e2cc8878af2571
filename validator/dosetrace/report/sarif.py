"""Findings as SARIF 2.1.0, the form that GitHub's code scanning and editors read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dosetrace import __version__
from dosetrace.checks.outcome import Outcome
from dosetrace.checks.registry import Check, checks
from dosetrace.checks.subjects import STANDARD_INPUT
from dosetrace.findings import Finding, Location
from dosetrace.report.fingerprints import fingerprints
from dosetrace.report.remarks import one_line, whole_message
from dosetrace.report.view import View

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
"""GitHub refuses a file with more results; it shows the 5,000 worst of them."""
MOST_RELATED = 99
"""GitHub shows 100 locations of a result."""
_LONGEST = 1024
"""The most characters of a rule's texts that GitHub takes."""
_BASE = "%SRCROOT%"


def sarif_text(outcome: Outcome, view: View) -> str:
    """One run with every check as a rule; the worst findings where there are more than GitHub takes."""
    rules = checks()
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(outcome.findings, rules, view)]}
    # without line ends: four times as fast, which is felt with thousands of findings
    return json.dumps(log, ensure_ascii=False, separators=(",", ":")) + "\n"


def _run(findings: list[Finding], rules: tuple[Check, ...], view: View) -> dict[str, Any]:
    index = {check.id: number for number, check in enumerate(rules)}
    marked = sorted(zip(findings, fingerprints(findings), strict=True), key=lambda pair: pair[0].level.rank)
    kept = marked[:MOST_RESULTS]
    driver = {"name": "Dosetrace", "version": __version__, "rules": [_rule(check) for check in rules]}
    return {
        "tool": {"driver": driver},
        "invocations": [_invocation(len(kept), len(marked))],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _BASE: {"description": {"text": "The checkout of the CI job, else the folder in which the command ran."}}
        },
        "results": [_result(finding, mark, index, view) for finding, mark in kept],
    }


def _invocation(kept: int, found: int) -> dict[str, Any]:
    if kept == found:
        return {"executionSuccessful": True}
    said = f"{found} findings, of which the {kept} worst are in this file"
    return {
        "executionSuccessful": True,
        "toolExecutionNotifications": [{"level": "warning", "message": {"text": said}}],
    }


def _rule(check: Check) -> dict[str, Any]:
    explained = f"{_text(check.why)}\n\nWith examples: dosetrace explain {check.id}"
    return {
        "id": check.id,
        "shortDescription": {"text": _text(check.summary)},
        "fullDescription": {"text": _text(check.why)},
        "help": {"text": explained},
        "defaultConfiguration": {"level": check.level.value},
        "properties": {"tags": [check.id.partition("/")[0]]},
    }


def _text(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _result(finding: Finding, fingerprint: str, index: dict[str, int], view: View) -> dict[str, Any]:
    rule = {"ruleIndex": index[finding.check]} if finding.check in index else {}
    related = list(_related(finding.related, view))
    return {
        "ruleId": finding.check,
        **rule,
        "level": finding.level.value,
        "message": {"text": whole_message(finding)},
        "locations": [_location(finding.location, view)],
        **({"relatedLocations": related} if related else {}),
        # GitHub matches results of two runs by a fingerprint of this name alone
        "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:1"},
    }


def _related(places: tuple[Location, ...], view: View) -> Iterator[dict[str, Any]]:
    for number, place in enumerate(places[:MOST_RELATED], 1):
        yield {"id": number, "message": {"text": place.path or place.file}, **_location(place, view)}


def _location(place: Location, view: View) -> dict[str, Any]:
    region = {"startLine": place.line, "startColumn": place.column}
    known = {key: value for key, value in region.items() if value is not None}
    physical = {"artifactLocation": _artifact(place.file, view), **({"region": known} if "startLine" in known else {})}
    logical = {"logicalLocations": [{"fullyQualifiedName": place.path}]} if place.path else {}
    return {"physicalLocation": physical, **logical}


def _artifact(file: str, view: View) -> dict[str, str]:
    """A file of the checkout below its base; any other by its whole address."""
    place = view.place(file)
    if place is None:
        return {"uri": quote(file, safe="" if file == STANDARD_INPUT else "/:?#[]@!$&'()*+,;=%~")}
    if Path(place).is_absolute():
        return {"uri": Path(place).as_uri()}
    return {"uri": quote(place, errors="surrogateescape"), "uriBaseId": _BASE}
