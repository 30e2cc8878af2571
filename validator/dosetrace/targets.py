"""What the words of a command line name: subjects of a PATH, the schedule of a TARGET."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from errno import ENAMETOOLONG, ENOENT, ENOTDIR
from functools import cached_property
from hashlib import sha256
from itertools import islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from dosetrace.checks.files import Piece
from dosetrace.checks.load import Loader
from dosetrace.checks.subjects import Fhir, Protocol, ProtocolText, Subject
from dosetrace.course import unknown_protocol
from dosetrace.findings import InputError, reason
from dosetrace.model import Regimen
from dosetrace.timeline import Schedule

if TYPE_CHECKING:
    from dosetrace.sheet.content import Content, Identity


def named(reads: Loader, path: str) -> Iterator[Subject]:
    """The subjects a PATH names, one by one."""
    return (subject for piece in pieces(reads, path) for subject in reads.subjects(piece))


def pieces(reads: Loader, path: str) -> Iterator[Piece]:
    """The files a PATH names: standard input, a file, a folder, or a protocol's id. Raises InputError where nothing is
    there."""
    if path == "-" or _is_there(path):
        return reads.pieces(Path(path))
    if path in reads.folders.protocol_ids:
        return reads.pieces(reads.folders.protocols / f"{path}.yaml")
    if Path(path).suffix or "/" in path:
        raise InputError(f"{path}: no such file or folder")
    raise unknown_protocol(path, reads.folders.protocol_ids)


_NOT_THERE = (ENOENT, ENOTDIR, ENAMETOOLONG)


def _is_there(path: str) -> bool:
    try:
        return bool(path) and bool(Path(path).lstat())
    except ValueError:
        return False
    except OSError as error:
        if error.errno in _NOT_THERE:
            return False
        raise InputError(f"{path}: {reason(error)}") from error


def bundle_of(reads: Loader, target: str, release: str) -> str:
    """The file of a protocol's bundle in a release; any other target as it is."""
    return str(reads.folders.bundles / release / f"{target}.json") if target in reads.folders.protocol_ids else target


@dataclass(frozen=True)
class Target:
    """What a TARGET names, read: its schedule, and what it was read from (`protocol`, `r4` or `r5`).

    `regimens` is the protocol with its parts, the protocol first; none for a FHIR file.
    """

    name: str
    schedule: Schedule
    read_from: str
    title: str
    version: str
    texts: tuple[tuple[str, str], ...]
    """File names and texts of what it was read from."""
    regimens: tuple[Regimen, ...] = ()

    @cached_property
    def identity(self) -> Identity:
        """What a build sheet says it was made from; the hash is what `cat FILES | sha256sum` prints."""
        from dosetrace.sheet.content import Identity

        digest = sha256("".join(text for _, text in self.texts).encode()).hexdigest()
        files = " ".join(name for name, _ in self.texts)
        return Identity(self.schedule.target, self.title, self.version, self.read_from, digest, files)

    def sheet(self, form: str, paper: str) -> bytes:
        """Its build sheet in one of the forms of `sheet.forms`."""
        from dosetrace.sheet.forms import sheet_bytes

        return sheet_bytes(self._content, form, paper)

    @cached_property
    def _content(self) -> Content:
        from dosetrace.sheet.content import content_of

        return content_of(self.identity, self.schedule, self.regimens)


def read_target(reads: Loader, target: str, source: str) -> tuple[Schedule, str, str]:
    """The schedule of a target, what it was read from, and its title."""
    found = whole_target(reads, target, source)
    return found.schedule, found.read_from, found.title


def whole_target(reads: Loader, target: str, source: str) -> Target:
    """A target with everything a build sheet says of it. Raises InputError."""
    path = target if source == "protocol" else bundle_of(reads, target, source)
    subjects = list(islice(named(reads, path), 2))
    subject = subjects[0] if len(subjects) == 1 else None
    if isinstance(subject, Protocol) and subject.schedule is not None:
        return _of_protocol(reads, target, subject, subject.schedule)
    if isinstance(subject, Fhir):
        return _of_fhir(target, subject)
    raise InputError(_no_schedule(path, subject))


def _of_protocol(reads: Loader, target: str, subject: Protocol, schedule: Schedule) -> Target:
    regimen = subject.regimen
    parts = [reads.folders.protocols / f"{part.id}.yaml" for part in _parts(regimen, reads)]
    texts = [(path.name, reads.protocol_file(path).text) for path in parts]
    own = (PurePath(subject.file).name, subject.protocol.text)
    regimens = (regimen, *_parts(regimen, reads))
    return Target(target, schedule, "protocol", regimen.title, regimen.version, (own, *texts), regimens)


def _parts(regimen: Regimen, reads: Loader) -> tuple[Regimen, ...]:
    """The parts of a composed protocol and theirs, each once."""
    found: dict[str, Regimen] = {}
    for part in map(reads.regimen, regimen.parts):
        found |= {other.id: other for other in (part, *_parts(part, reads))}
    return tuple(found.values())


def _of_fhir(target: str, subject: Fhir) -> Target:
    plan = subject.document.root_plan
    if subject.schedule is None or plan is None:
        raise InputError(f"{target} has no PlanDefinition, RequestGroup or RequestOrchestration")
    title = str(plan.value.get("title", plan.id))
    text = (PurePath(subject.file).name, subject.document.text or "")
    return Target(target, subject.schedule, subject.document.release, title, plan.version, (text,))


def _no_schedule(target: str, subject: Subject | None) -> str:
    if isinstance(subject, ProtocolText) and subject.protocol.complaints:
        first = subject.protocol.complaints[0]
        line, column = subject.position(first.path)
        return f"{subject.file}:{line}:{column}: {first.message}"
    return f"{target} has no schedule that can be read; run dosetrace check {target}"
