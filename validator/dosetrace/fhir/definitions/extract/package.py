"""A FHIR package of npm as the extraction reads it: an archive or an unpacked folder."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_KEPT = ("StructureDefinition-", "ValueSet-", "CodeSystem-")


@dataclass(frozen=True)
class Package:
    """Its version and its definitions: structures by their names, value sets and code systems by their urls."""

    version: str
    structures: dict[str, dict[str, Any]]
    sets: dict[str, dict[str, Any]]
    systems: dict[str, dict[str, Any]]

    @staticmethod
    def read(path: Path) -> Package:
        """The package at a path. Raises OSError or tarfile.TarError where there is none."""
        files = _archived(path) if path.is_file() else _unpacked(path)
        version, found = "", []
        for name, data in files:
            value = json.loads(data)
            if name == "package.json":
                version = value["version"]
            else:
                found.append(value)
        return Package(version, *(_of(found, kind) for kind in ("StructureDefinition", "ValueSet", "CodeSystem")))

    def has(self, name: str) -> bool:
        return name in self.structures

    def structure(self, name: str) -> dict[str, Any]:
        return self.structures[name]


def _of(found: list[dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    """Structures by id (which is the name of a type), the rest by url."""
    key = "id" if kind == "StructureDefinition" else "url"
    return {one[key]: one for one in found if one.get("resourceType") == kind and key in one}


def _wanted(name: str) -> bool:
    return name == "package.json" or (name.startswith(_KEPT) and name.endswith(".json"))


def _archived(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in archive:
            folder, _, name = member.name.rpartition("/")
            if folder == "package" and _wanted(name):
                file = archive.extractfile(member)
                yield name, file.read() if file else b"{}"


def _unpacked(path: Path) -> Iterator[tuple[str, bytes]]:
    folder = path / "package" if (path / "package").is_dir() else path
    for file in sorted(folder.iterdir()):
        if _wanted(file.name):
            yield file.name, file.read_bytes()
