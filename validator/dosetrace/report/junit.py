"""Findings as JUnit XML, the form that Jenkins, GitLab and most CI systems show as test results.

A file is a suite and each finding in it a case, failed where the exit status says so; a file without findings is one
case that passed. Names are told from each other without lines, so that a case is the same one after an edit above it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from xml.etree import ElementTree

from dosetrace.checks.outcome import Outcome
from dosetrace.findings import Finding
from dosetrace.report.remarks import clean, one_line, whole_message
from dosetrace.report.view import View


def junit_text(outcome: Outcome, view: View) -> str:
    """The suites in the order of the files."""
    by_file: dict[str, list[Finding]] = {file: [] for file in outcome.files}
    for finding in outcome.findings:
        by_file.setdefault(finding.location.file, []).append(finding)
    root = ElementTree.Element("testsuites", {"name": "dosetrace", **_counts(outcome.findings, outcome.files, view)})
    for file, findings in by_file.items():
        root.append(_suite(file, findings, view))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _counts(findings: list[Finding], files: list[str], view: View) -> dict[str, str]:
    """How many cases there are: the findings, and the files that have none."""
    passed = set(files) - {finding.location.file for finding in findings}
    failed = sum(view.fails(finding.level) for finding in findings)
    return {"tests": str(len(findings) + len(passed)), "failures": str(failed), "errors": "0", "skipped": "0"}


def _suite(file: str, findings: list[Finding], view: View) -> ElementTree.Element:
    shown = clean(view.place(file) or file)
    suite = ElementTree.Element("testsuite", {"name": shown, **_counts(findings, [file], view)})
    names: Counter[str] = Counter()
    for finding in findings:
        name = " ".join(part for part in (finding.check, one_line(finding.location.path)) if part)
        names[name] += 1
        suite.append(_case(f"{name} ({names[name]})" if names[name] > 1 else name, shown, finding, view))
    if not findings:
        ElementTree.SubElement(suite, "testcase", name="no findings", classname=_class(shown), file=shown)
    return suite


def _case(name: str, file: str, finding: Finding, view: View) -> ElementTree.Element:
    case = ElementTree.Element("testcase", name=name, classname=_class(file), file=file)
    if finding.location.line is not None:
        case.set("line", str(finding.location.line))
    message = one_line(finding.problem.message)
    text = f"{finding.level}: {whole_message(finding)}\nat {clean(str(finding.location))}"
    if view.fails(finding.level):
        ElementTree.SubElement(case, "failure", message=message, type=finding.check).text = text
    else:
        ElementTree.SubElement(case, "system-out").text = text
    return case


def _class(file: str) -> str:
    """A file as a class name. Jenkins takes a dot for the end of a package, GitLab shows it as the suite."""
    return str(PurePosixPath(file).with_suffix("")).replace(".", "_") if PurePosixPath(file).name else file
