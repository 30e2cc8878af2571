"""What came of judging: the findings, and what was looked at. One file is in memory at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dosetrace.checks.proof import Looked, Proof, looked_at, proofs
from dosetrace.checks.registry import Check
from dosetrace.checks.run import judged
from dosetrace.checks.shared.coverage import Coverage, coverage_of
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
    files: list[str] = field(default_factory=list)
    """The names of the files looked at, each once, in their order."""
    suppressed: Suppressed = Suppressed()


@dataclass(slots=True)
class Part:
    """What came of one file, or of several: small values that may go from one process to another."""

    findings: list[Finding] = field(default_factory=list)
    looked: list[Looked] = field(default_factory=list)
    covered: list[Coverage] = field(default_factory=list)
    files: dict[str, None] = field(default_factory=dict)
    protocols: int = 0
    bundles: int = 0
    resources: int = 0


def part_of(subjects: Iterable[Subject], checks: Iterable[Check]) -> Part:
    """Judges every subject by every check; a subject is let go before the next one is taken."""
    chosen, part = tuple(checks), Part()
    for subject in subjects:
        part.findings += judged(subject, chosen)
        part.looked += looked_at(subject)
        part.covered += coverage_of(subject)
        part.files[subject.file] = None
        part.protocols += isinstance(subject, ProtocolText)
        part.bundles += isinstance(subject, Fhir)
        part.resources += len(subject.document.resources) if isinstance(subject, Fhir) else 0
    return part


def gathered(parts: Iterable[Part], checks: int) -> Outcome:
    """All parts as one outcome; `checks` is how many checks they were judged by."""
    whole = Part()
    for part in parts:
        whole.findings += part.findings
        whole.looked += part.looked
        whole.covered += part.covered
        whole.files |= part.files
        whole.protocols += part.protocols
        whole.bundles += part.bundles
        whole.resources += part.resources
    findings = sorted(whole.findings, key=lambda finding: finding.order)
    counted = Counted(whole.protocols, whole.bundles, whole.resources, checks)
    return Outcome(findings, counted, proofs(whole.looked, findings), whole.covered, list(whole.files))


def outcome_of(subjects: Iterable[Subject], checks: Iterable[Check]) -> Outcome:
    """Judges subjects that are at hand, one by one."""
    chosen = tuple(checks)
    return gathered([part_of(subjects, chosen)], len(chosen))
