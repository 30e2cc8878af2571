"""Files to subjects: what a path names, read, with everything the checks of it need at hand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dosetrace.checks.files import (
    GZIP,
    JSON_ENDINGS,
    LINES_ENDINGS,
    YAML_ENDINGS,
    NotReadable,
    Piece,
    begin,
    below,
    decoded,
    is_lines,
    lines_of,
    opened,
    refuse_others,
    text_of,
)
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
from dosetrace.fhir.read.document import FhirDocument, parsed_fhir, read_fhir
from dosetrace.fhir.read.jsonvalue import LARGEST, JsonError
from dosetrace.findings import InputError
from dosetrace.globs import Globs
from dosetrace.model import Regimen

if TYPE_CHECKING:
    from dosetrace.protocol.read import ProtocolFile
    from dosetrace.sources.registry import Source, SourceList

RELEASES = ("r4", "r5")


@dataclass(frozen=True)
class Loader:
    """Reads files of a dataset. `release` is the FHIR release of the files; without it their content tells."""

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
            self.read_before[path] = _protocol(text_of(path, shown), shown)
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

    def pieces(self, path: Path) -> Iterator[Piece]:
        """The files that a path names: itself, or all below a folder. Raises NotReadable."""
        if not path.is_dir():
            return iter([Piece(path)])
        first = next(found := self._below(path), None)
        if first is not None and first.path == path:
            raise NotReadable(self.folders.shown(path), first.trouble)
        return chain([first] if first else [], found)

    def whole(self) -> Iterator[Piece]:
        """The files of the whole dataset, and the dataset itself: sources, protocols, bundles, what shows between."""
        if self.listing and not self.folders.packaged:
            yield Piece(self.folders.sources)
        for folder in (self.folders.protocols, *(self.folders.bundles / release for release in RELEASES)):
            yield from self._below(folder) if folder.is_dir() else ()
        yield Piece(self.folders.root, whole=True)

    def subjects(self, piece: Piece) -> Iterator[Subject]:
        """What is in a piece. Raises InputError where it was named and cannot be read; else that is a subject too."""
        try:
            yield from self._read(piece)
        except NotReadable as error:
            if piece.named:
                raise
            yield _unreadable(error)

    def below(self, folder: Path) -> Iterator[Subject]:
        """Every protocol and FHIR file below a folder; what cannot be read is a subject too."""
        return (subject for piece in self._below(folder) for subject in self.subjects(piece))

    def _below(self, folder: Path) -> Iterator[Piece]:
        return (piece for piece in below(folder) if piece.trouble or not self.exclude.name(piece.path))

    def path(self, path: Path) -> list[Subject]:
        """All that a path names, at once. Raises InputError where it cannot be read."""
        return [subject for piece in self.pieces(path) for subject in self.subjects(piece)]

    def dataset(self) -> list[Subject]:
        """All of the dataset, at once."""
        return [subject for piece in self.whole() for subject in self.subjects(piece)]

    def standard_input(self) -> Iterator[Subject]:
        """Standard input: FHIR JSON, FHIR JSON by lines, or a protocol, by how it begins."""
        if sys.stdin is None:
            raise NotReadable(STANDARD_INPUT, "it is closed")
        file = sys.stdin.buffer
        head = begin(file)
        if is_lines(head):
            return self._lines(chain(head, lines_of(file)), STANDARD_INPUT)
        text = decoded(b"".join([*head, file.read(LARGEST + 1)]), STANDARD_INPUT)
        if text.lstrip().startswith(("{", "[", "<")):
            return iter([self.fhir(text, STANDARD_INPUT)])
        return iter([self._protocol(_protocol(text, STANDARD_INPUT))])

    def protocol(self, text: str, shown: str) -> Subject:
        """A protocol from its text. Raises NotReadable where it is no YAML."""
        return self._protocol(_protocol(text, shown))

    def fhir(self, text: str, shown: str, first_line: int = 1) -> Fhir:
        """A FHIR file, or a line of one, from its text. Raises NotReadable."""
        try:
            return self._fhir(read_fhir(text, shown, self.release, first_line))
        except JsonError as error:
            raise NotReadable(shown, str(error), error.line + first_line - 1, error.column) from error

    def parsed(self, value: dict[str, Any], shown: str) -> Fhir:
        """A FHIR resource whose JSON was parsed before, its decimals exact. Raises NotReadable."""
        try:
            return self._fhir(parsed_fhir(value, shown, self.release))
        except JsonError as error:
            raise NotReadable(shown, str(error)) from error

    def _fhir(self, document: FhirDocument) -> Fhir:
        return Fhir(document.file, self._texts, document=document, published=self.published, lookup=self.regimen)

    def _read(self, piece: Piece) -> Iterable[Subject]:
        if piece.trouble:
            return [UnreadableFile(self.folders.shown(piece.path), {}, piece.trouble)]
        if piece.whole:
            return [self._dataset()]
        return self.standard_input() if str(piece.path) == "-" else self._file(piece)

    def _file(self, piece: Piece) -> Iterator[Subject]:
        """What is in a file; of those found in a folder only what means to be ours."""
        path, shown = piece.path, self.folders.shown(piece.path)
        if path.name == "sources.yaml":
            yield self._sources(_listing(path, shown))
        elif path.suffix in LINES_ENDINGS:
            with opened(path, shown) as file:
                head = begin(file)
                if piece.named or _is_fhir(b"".join(head).decode(errors="replace")):
                    yield from self._lines(chain(head, lines_of(file)), shown)
        elif path.suffix in JSON_ENDINGS:
            text = text_of(path, shown)
            if piece.named or _is_fhir(text):
                yield self.fhir(text, shown)
        elif path.suffix in YAML_ENDINGS:
            if piece.named or _is_protocol(text_of(path, shown)):
                yield self._protocol(self.protocol_file(path))
        else:
            raise InputError(f"{path}: {_expected(path)}")

    def _lines(self, lines: Iterable[bytes], shown: str) -> Iterator[Subject]:
        """The resource of each line; a line that cannot be read is a subject too, and the rest goes on."""
        for number, line in enumerate(lines, 1):
            if number == 1:
                refuse_others(line, shown)
            if line.strip():
                yield self._line(line, number, shown)

    def _line(self, line: bytes, number: int, shown: str) -> Subject:
        try:
            return self.fhir(decoded(line, shown, number), shown, number)
        except NotReadable as error:
            return _unreadable(error)

    def _dataset(self) -> Dataset:
        protocols = tuple(s for s in self.below(self.folders.protocols) if isinstance(s, Protocol))
        bundles = {
            release: tuple(s for s in self.below(self.folders.bundles / release) if isinstance(s, Fhir))
            for release in RELEASES
        }
        return Dataset(self.folders.shown(self.folders.protocols), self._texts, protocols=protocols, bundles=bundles)

    @cached_property
    def _texts(self) -> Mapping[str, Source]:
        return _WhenAsked(lambda: self.listing.by_id() if self.listing else {})

    def _sources(self, listing: SourceList) -> Sources:
        return Sources(listing.file, listing.by_id(), listing=listing)

    def _protocol(self, found: ProtocolFile) -> Subject:
        if found.regimen is None:
            return ProtocolText(found.file, self._texts, protocol=found)
        return Protocol(found.file, self._texts, protocol=found, regimen=found.regimen, lookup=self.regimen)


@dataclass(frozen=True)
class _WhenAsked(Mapping[str, "Source"]):
    """The sources by id. Many a file names none, and to read the list takes longer than to judge the file."""

    read: Callable[[], Mapping[str, Source]]

    @cached_property
    def _found(self) -> Mapping[str, Source]:
        return self.read()

    def __getitem__(self, name: str) -> Source:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _unreadable(error: NotReadable) -> UnreadableFile:
    return UnreadableFile(error.file, {}, error.message, error.line, error.column)


def _expected(path: Path) -> str:
    if path.suffix == ".xml":
        return "it is XML; expected FHIR JSON"
    if path.suffix == ".gz":
        return GZIP
    return "expected a .yaml protocol, a .json or .ndjson FHIR file or a folder"


def _listing(path: Path, shown: str) -> SourceList:
    from dosetrace.sources.registry import read_sources
    from dosetrace.yamltext import YamlError

    try:
        return read_sources(path, shown)
    except YamlError as error:
        raise NotReadable(shown, str(error), error.line, error.column) from error
    except InputError as error:
        raise NotReadable(shown, str(error).removeprefix(f"{shown}: ")) from error


def _protocol(text: str, shown: str) -> ProtocolFile:
    from dosetrace.protocol.read import read_protocol
    from dosetrace.yamltext import YamlError

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
