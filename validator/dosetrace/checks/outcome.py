"""What came of judging: the findings, and what was looked at. One file is in memory at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dosetrace.checks.coverage import Coverage, coverage_of
from dosetrace.checks.proof import Looked, Proof, looked_at, proofs
from dosetrace.checks.registry import Check
from dosetrace.checks.run import judged
from dosetrace.checks.subjects import Fhir, ProtocolText, Subject
from dosetrace.findings import Finding


@dataclass(frozen=True, slots=True)
class Counted:
    """How much was looked at."""

    protocols: int
    bundles: int
    resources: int
    checks: int


@dataclass(frozen=True, slots=True)
class Suppressed:
    """How many findings are not reported: known by the baseline, and ignored by a rule."""

    baseline: int = 0
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The findings in the order of files and lines, and what they were looked for in; `files` by their names."""

    findings: list[Finding]
    counted: Counted
    proofs: list[Proof] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    files: frozenset[str] = frozenset()
    suppressed: Suppressed = Suppressed()


def outcome_of(subjects: Iterable[Subject], checks: Iterable[Check]) -> Outcome:
    """Judges every subject by every check; a subject is let go before the next one is taken."""
    chosen = tuple(checks)
    protocols = bundles = resources = 0
    findings: list[Finding] = []
    looked: list[Looked] = []
    covered: list[Coverage] = []
    files: set[str] = set()
    for subject in subjects:
        findings += judged(subject, chosen)
        looked += looked_at(subject)
        covered += coverage_of(subject)
        files.add(subject.file)
        protocols += isinstance(subject, ProtocolText)
        bundles += isinstance(subject, Fhir)
        resources += len(subject.document.resources) if isinstance(subject, Fhir) else 0
    findings.sort(key=lambda finding: finding.order)
    counted = Counted(protocols, bundles, resources, len(chosen))
    return Outcome(findings, counted, proofs(looked, findings), covered, frozenset(files))
