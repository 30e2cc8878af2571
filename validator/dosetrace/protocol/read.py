"""A protocol file to the regimen it means, with the place of everything in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dosetrace.complaints import validated
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
    text: str = field(default="", repr=False)
    """The file as it stands, without a byte order mark."""

    def position(self, path: Path) -> tuple[int, int]:
        return self.document.position(path)


def read_protocol(text: str, file: str) -> ProtocolFile:
    """A protocol from its text. Raises YamlError where it is no YAML; everything else is a complaint."""
    document = read_yaml(text)
    shape, wrong = validated(document.value, ProtocolShape)
    if shape is None:
        return ProtocolFile(file, document, tuple(wrong), text=text)
    said = tuple(
        Said(reading.in_, reading.says, ("reading", index, "says")) for index, reading in enumerate(shape.reading)
    )
    try:
        regimen, problems = regimen_of(shape)
    except UnitError as error:
        return ProtocolFile(file, document, (Problem(str(error), ()),), said=said, text=text)
    return ProtocolFile(file, document, tuple(problems), None if problems else regimen, said, text)
