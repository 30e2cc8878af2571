"""A protocol file to the regimen it means, with the place of everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from dosetrace.complaints import complaints
from dosetrace.findings import Path, Problem
from dosetrace.model import Regimen
from dosetrace.protocol.meaning import regimen_of
from dosetrace.protocol.shape import ProtocolShape
from dosetrace.units import UnitError
from dosetrace.yamltext import YamlDocument, read_yaml


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a reading and the source it is said to stand in."""

    source: str
    text: str
    path: Path


@dataclass(frozen=True)
class ProtocolFile:
    """A protocol file as read: its regimen, or the complaints that stand in the way of one."""

    file: str
    document: YamlDocument
    complaints: tuple[Problem, ...] = ()
    regimen: Regimen | None = None
    said: tuple[Said, ...] = field(default=())

    def position(self, path: Path) -> tuple[int, int]:
        return self.document.position(path)


def read_protocol(text: str, file: str) -> ProtocolFile:
    """A protocol from its text. Raises YamlError where it is no YAML; everything else is a complaint."""
    document = read_yaml(text)
    wrong = complaints(document.value, ProtocolShape)
    if wrong:
        return ProtocolFile(file, document, tuple(wrong))
    try:
        shape = ProtocolShape.model_validate(document.value)
    except ValidationError as error:
        return ProtocolFile(file, document, tuple(_refused(error, document.value)))
    said = tuple(
        Said(reading.in_, reading.says, ("reading", index, "says")) for index, reading in enumerate(shape.reading)
    )
    try:
        regimen, problems = regimen_of(shape)
    except UnitError as error:
        return ProtocolFile(file, document, (Problem(str(error), ()),), said=said)
    return ProtocolFile(file, document, tuple(problems), None if problems else regimen, said)


def _refused(error: ValidationError, value: Any) -> Iterator[Problem]:
    """What pydantic refuses and the JSON Schema let pass: a line end behind the last character, say."""
    for entry in error.errors(include_url=False):
        path = _inside(entry["loc"], value)
        yield Problem(
            f"found {str(entry['input'])[:60]!r}, expected otherwise: {entry['msg']}", path, str(entry["input"])[:60]
        )


def _inside(steps: tuple[int | str, ...], value: Any) -> Path:
    """The steps that lead into the value; pydantic puts names of its models between them."""
    path: list[int | str] = []
    for step in steps:
        inside = (isinstance(value, dict) and step in value) or (isinstance(value, list) and isinstance(step, int))
        if inside:
            path.append(step)
            value = value[step]
    return tuple(path)
