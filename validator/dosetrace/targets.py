"""What the words of a command line name: subjects of a PATH, the schedule of a TARGET."""

from __future__ import annotations

from pathlib import Path

from dosetrace.checks.load import Loader
from dosetrace.checks.subjects import Fhir, Protocol, ProtocolText, Subject
from dosetrace.course import unknown_protocol
from dosetrace.findings import InputError
from dosetrace.schedule import Schedule


def named(reads: Loader, path: str) -> list[Subject]:
    """The subjects a PATH names: standard input, a file, a folder, or a protocol's id."""
    if path == "-":
        return list(reads.standard_input())
    if _exists(path):
        return list(reads.path(Path(path)))
    if path in reads.folders.protocol_ids:
        return list(reads.path(reads.folders.protocols / f"{path}.yaml"))
    if Path(path).suffix or "/" in path:
        raise InputError(f"{path}: no such file or folder")
    raise unknown_protocol(path, reads.folders.protocol_ids)


def _exists(path: str) -> bool:
    try:
        return bool(path) and Path(path).exists()
    except (OSError, ValueError):
        return False


def bundle_of(reads: Loader, target: str, release: str) -> str:
    """The file of a protocol's bundle in a release; any other target as it is."""
    return str(reads.folders.bundles / release / f"{target}.json") if target in reads.folders.protocol_ids else target


def read_target(reads: Loader, target: str, source: str) -> tuple[Schedule, str, str]:
    """The schedule of a target, what it was read from, and its title."""
    subjects = named(reads, target if source == "protocol" else bundle_of(reads, target, source))
    subject = subjects[0] if len(subjects) == 1 else None
    if isinstance(subject, Protocol) and subject.schedule is not None:
        return subject.schedule, "protocol", subject.regimen.title
    if isinstance(subject, Fhir):
        if subject.schedule is None:
            raise InputError(f"{target} has no PlanDefinition")
        plan = subject.document.root_plan
        return (
            subject.schedule,
            subject.document.release,
            str(plan.value.get("title", plan.id)) if plan else target,
        )
    raise InputError(_no_schedule(target, subject))


def _no_schedule(target: str, subject: Subject | None) -> str:
    if isinstance(subject, ProtocolText) and subject.protocol.complaints:
        first = subject.protocol.complaints[0]
        line, column = subject.position(first.path)
        return f"{subject.file}:{line}:{column}: {first.message}"
    return f"{target} has no schedule that can be read; run dosetrace check {target}"
