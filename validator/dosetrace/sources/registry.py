"""`seeds/sources.yaml` and the documents it lists, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from dosetrace import typography
from dosetrace.complaints import validated
from dosetrace.facts import Fact, Kind, Threshold
from dosetrace.findings import InputError, Path, Problem, reason
from dosetrace.timeline import Quote
from dosetrace.units import UnitError, parse_amount
from dosetrace.yamltext import YamlDocument, read_yaml


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StatementShape(_Shape):
    """Something a source states besides doses that a protocol uses."""

    fact: str
    value: str | None = None
    threshold: (
        Annotated[
            str,
            Field(
                pattern=r"^(>=|<=|<|>) [\d.]+( \S+)?$",
                json_schema_extra={"expected": 'a comparison, such as ">= 0.0001"'},
            ),
        ]
        | None
    ) = None
    quote: str


class WaiverShape(_Shape):
    """A dosing statement of the document that no protocol encodes, and why."""

    quote: str
    because: str


class SourceShape(_Shape):
    """One source document; title, citation, DOI and trials only as far as it states them itself."""

    id: str
    file: str
    original: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", json_schema_extra={"expected": "64 hexadecimal digits"})]
    label: str
    title: str | None
    citation: str | None
    doi: str | None
    trials: list[str]
    states_dosing: bool
    states: list[StatementShape] = []
    waived: list[WaiverShape] = []


class SourcesShape(_Shape):
    """The list of source documents."""

    sources: list[SourceShape]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of sources.yaml."""
    schema = SourcesShape.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/dosetrace/schema/sources.schema.json",
        **schema,
    }


@dataclass(frozen=True)
class Source:
    """A source of the list with its document; `text` is None where the document is not at hand."""

    entry: SourceShape
    path: Path
    data: bytes | None
    text: str | None

    @property
    def id(self) -> str:
        return self.entry.id

    @property
    def sha256(self) -> str | None:
        return hashlib.sha256(self.data).hexdigest() if self.data is not None else None

    def line_of(self, quote: str, sentence: str | None = None) -> int | None:
        """The line of the document in which a quote begins, or its sentence where that is given; None where it is not
        in it, or the document not at hand."""
        text = self.text or ""
        start, end = (typography.find(sentence, text) or (0, 0)) if sentence else (0, len(text))
        span = typography.find(quote, text[start:end])
        return typography.line_of(start + span[0], text) if span else None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The thresholds the list says the document states."""
        return tuple(
            Fact(Kind.THRESHOLD, threshold(statement.threshold), (*self.path, "states", index, "threshold"),
                 (Quote(self.id, statement.quote),))
            for index, statement in enumerate(self.entry.states)
            if statement.threshold
        )  # fmt: skip


def threshold(text: str) -> Threshold:
    """`>= 20 %` as a threshold; a bare number is a ratio."""
    relation, _, rest = text.partition(" ")
    return Threshold(relation, parse_amount(rest if " " in rest else f"{rest} 1"))


@dataclass(frozen=True)
class SourceList:
    """The list as read, or what stands in the way of it."""

    file: str
    document: YamlDocument
    sources: tuple[Source, ...]
    complaints: tuple[Problem, ...] = ()

    def by_id(self) -> dict[str, Source]:
        return {source.id: source for source in self.sources}


def read_sources(path: FilePath, shown: str) -> SourceList:
    """The list at a path with the documents beside it. Raises InputError where the list cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{shown}: not readable: {reason(error)}") from error
    document = read_yaml(text)
    shape, wrong = validated(document.value, SourcesShape)
    wrong += list(_bad_thresholds(shape)) if shape else []
    if shape is None or wrong:
        return SourceList(shown, document, (), tuple(wrong))
    sources = tuple(_source(entry, index, path.parent) for index, entry in enumerate(shape.sources))
    return SourceList(shown, document, sources)


def _bad_thresholds(shape: SourcesShape) -> Iterator[Problem]:
    for index, entry in enumerate(shape.sources):
        for number, statement in enumerate(entry.states):
            try:
                threshold(statement.threshold or "> 0")
            except UnitError as error:
                yield Problem(str(error), ("sources", index, "states", number, "threshold"), statement.threshold)


def _source(entry: SourceShape, index: int, folder: FilePath) -> Source:
    place: Path = ("sources", index)
    try:
        data = (folder / entry.file).read_bytes()
        return Source(entry, place, data, data.decode())
    except (OSError, ValueError):
        return Source(entry, place, None, None)
