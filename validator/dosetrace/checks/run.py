"""Runs checks over subjects and places what they find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dosetrace.anchors import anchor
from dosetrace.checks.registry import Check
from dosetrace.checks.subjects import Subject
from dosetrace.findings import Finding, Location, Path, Problem, path_text


def run(subjects: Iterable[Subject], checks: Iterable[Check]) -> list[Finding]:
    """All findings of all checks, in the order of files and lines."""
    chosen = tuple(checks)
    found = (finding for subject in subjects for finding in judged(subject, chosen))
    return sorted(found, key=lambda finding: finding.order)


def judged(subject: Subject, checks: Iterable[Check]) -> list[Finding]:
    """The findings of one subject, check by check; their places are looked up in one go."""
    found = [(check, problem) for check in checks if type(subject) in check.judges for problem in check.run(subject)]
    places = subject.positions({path for _, problem in found for path in (problem.path, *problem.related)})
    return [_placed(subject, check, problem, places) for check, problem in found]


Places = Mapping[Path, tuple[int, int] | None]


def _placed(subject: Subject, check: Check, problem: Problem, places: Places) -> Finding:
    related = tuple(_location(subject, path, places) for path in problem.related)
    return Finding(check.id, check.level, problem, _location(subject, problem.path, places), related)


def _location(subject: Subject, path: Path, places: Places) -> Location:
    line, column = places[path] or (None, None)
    shown = tuple(step for step in path if step != "key")
    return Location(subject.file, line, column, path_text(shown), anchor(path, subject.content))
