"""Files to subjects: what a path names, read, with everything the checks of it need at hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from dosetrace.checks.subjects import (
    STANDARD_INPUT,
    Dataset,
    Fhir,
    Protocol,
    ProtocolText,
    Sources,
    Subject,
    UnreadableFile,
)
from dosetrace.course import unknown_protocol
from dosetrace.data import Dataset as Folders
from dosetrace.fhir.read.document import read_fhir
from dosetrace.fhir.read.jsonvalue import LARGEST, JsonError
from dosetrace.findings import InputError
from dosetrace.globs import Globs
from dosetrace.model import Regimen
from dosetrace.protocol.read import ProtocolFile, read_protocol
from dosetrace.sources.registry import Source, SourceList, read_sources, reason
from dosetrace.yamltext import YamlError

YAML_ENDINGS, JSON_ENDINGS = (".yaml", ".yml"), (".json",)


class NotReadable(InputError):
    """A file that cannot be read, with the place where reading stopped."""

    def __init__(self, file: str, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{file}:{line}:{column}: {message}")
        self.file, self.message, self.line, self.column = file, message, line, column


@dataclass(frozen=True)
class Loader:
    """Reads files of a dataset. `release` is the FHIR release where the content does not tell."""

    folders: Folders
    release: str | None = None
    exclude: Globs = field(default_factory=Globs)
    """Files that are left out when a folder is read."""
    read_before: dict[Path, ProtocolFile] = field(default_factory=dict)

    @cached_property
    def listing(self) -> SourceList | None:
        """The list of sources, None where the dataset has none."""
        path = self.folders.sources
        return _listing(path, self.folders.shown(path)) if path.is_file() else None

    def protocol_file(self, path: Path) -> ProtocolFile:
        """The protocol at a path, read once. Raises NotReadable."""
        if path not in self.read_before:
            shown = self.folders.shown(path)
            self.read_before[path] = _protocol(_text(path, shown), shown)
        return self.read_before[path]

    def regimen(self, name: str) -> Regimen:
        """The regimen of a protocol of the dataset. Raises InputError for an unknown or unreadable one."""
        path = self.folders.protocols / f"{name}.yaml"
        if name not in self.folders.protocol_ids:
            raise unknown_protocol(name, self.folders.protocol_ids)
        found = self.protocol_file(path)
        if found.regimen is None:
            raise InputError(f"{found.file} has no regimen: run dosetrace check {found.file}")
        return found.regimen

    def published(self, name: str) -> Regimen | None:
        """The regimen of this id, None where the dataset has none."""
        try:
            return self.regimen(name) if name in self.folders.protocol_ids else None
        except InputError:
            return None

    def dataset(self) -> list[Subject]:
        """The whole dataset: sources, protocols, bundles, and what shows between them."""
        listing = self.listing
        sources: list[Subject] = [self._sources(listing)] if listing and not self.folders.packaged else []
        protocols = list(self.below(self.folders.protocols))
        bundles = {release: list(self.below(self.folders.bundles / release)) for release in ("r4", "r5")}
        whole = Dataset(
            self.folders.shown(self.folders.protocols), self._texts,
            protocols=tuple(subject for subject in protocols if isinstance(subject, Protocol)),
            bundles={name: tuple(s for s in found if isinstance(s, Fhir)) for name, found in bundles.items()},
        )  # fmt: skip
        return [*sources, *protocols, *bundles["r4"], *bundles["r5"], whole]

    def below(self, folder: Path) -> Iterator[Subject]:
        """Every protocol and FHIR file below a folder; what cannot be read is a subject too."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in YAML_ENDINGS + JSON_ENDINGS and not self.exclude.name(path):
                try:
                    yield from self._found(path)
                except NotReadable as error:
                    yield UnreadableFile(error.file, {}, error.message, error.line, error.column)

    def path(self, path: Path) -> list[Subject]:
        """What a path names: a file, or all below a folder. Raises InputError where it cannot be read."""
        if path.is_dir():
            return list(self.below(path))
        if path.name == "sources.yaml":
            return [self._sources(_listing(path, self.folders.shown(path)))]
        if path.suffix in YAML_ENDINGS:
            return [self._protocol(self.protocol_file(path))]
        if path.suffix in JSON_ENDINGS:
            return [self.fhir(_text(path, self.folders.shown(path)), self.folders.shown(path))]
        raise InputError(f"{path}: expected a .yaml protocol, a .json FHIR file or a folder")

    def standard_input(self) -> list[Subject]:
        """Standard input as FHIR JSON or as a protocol, by how it begins."""
        if sys.stdin is None:
            raise NotReadable(STANDARD_INPUT, "it is closed")
        try:
            text = sys.stdin.buffer.read().decode()
        except UnicodeDecodeError as error:
            raise NotReadable(STANDARD_INPUT, "it is no UTF-8 text") from error
        if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            return [self.fhir(text, STANDARD_INPUT)]
        return [self._protocol(_protocol(text, STANDARD_INPUT))]

    def fhir(self, text: str, shown: str) -> Fhir:
        """A FHIR file from its text. Raises NotReadable."""
        try:
            document = read_fhir(text, shown, self.release)
        except JsonError as error:
            raise NotReadable(shown, str(error), error.line, error.column) from error
        return Fhir(shown, self._texts, document=document, published=self.published, lookup=self.regimen)

    def _found(self, path: Path) -> Iterator[Subject]:
        shown = self.folders.shown(path)
        if path.name == "sources.yaml":
            yield self._sources(_listing(path, shown))
        elif path.suffix in JSON_ENDINGS:
            text = _text(path, shown)
            if _is_fhir(text):
                yield self.fhir(text, shown)
        elif _is_protocol(_text(path, shown)):
            yield self._protocol(self.protocol_file(path))

    @cached_property
    def _texts(self) -> dict[str, Source]:
        return self.listing.by_id() if self.listing else {}

    def _sources(self, listing: SourceList) -> Sources:
        return Sources(listing.file, listing.by_id(), listing=listing)

    def _protocol(self, found: ProtocolFile) -> Subject:
        if found.regimen is None:
            return ProtocolText(found.file, self._texts, protocol=found)
        return Protocol(found.file, self._texts, protocol=found, regimen=found.regimen, lookup=self.regimen)


def _text(path: Path, shown: str) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise NotReadable(shown, f"the file has {path.stat().st_size:,} bytes; expected at most {LARGEST:,}")
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NotReadable(shown, reason(error)) from error


def _listing(path: Path, shown: str) -> SourceList:
    try:
        return read_sources(path, shown)
    except YamlError as error:
        raise NotReadable(shown, str(error), error.line, error.column) from error
    except InputError as error:
        raise NotReadable(shown, str(error).removeprefix(f"{shown}: ")) from error


def _protocol(text: str, shown: str) -> ProtocolFile:
    try:
        return read_protocol(text, shown)
    except YamlError as error:
        raise NotReadable(shown, str(error), error.line, error.column) from error


def _is_protocol(text: str) -> bool:
    """Whether a YAML file found in a folder means to be a protocol."""
    return any(line.startswith("protocol:") for line in text.splitlines())


def _is_fhir(text: str) -> bool:
    """Whether a JSON file found in a folder is FHIR or broken; other JSON is none of our business."""
    return '"resourceType"' in text or not text.lstrip().startswith(("{", "["))
