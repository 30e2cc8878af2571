"""Everything that is made from the protocols: bundles, definitions, schedules, schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from dosetrace.archive import replace_file
from dosetrace.fhir.write.bundle import Citation, bundle
from dosetrace.fhir.write.definitions import definitions
from dosetrace.fhir.write.elements import Release
from dosetrace.fhir.write.jsontext import json_text
from dosetrace.model import Regimen
from dosetrace.sources.registry import SourceShape


def citation(entry: SourceShape) -> Citation:
    """How the list of sources lets a source be cited."""
    text = " ".join(part for part in (entry.title or entry.label, entry.citation) if part)
    return Citation(entry.label, text, entry.doi)


def generated(
    regimens: Mapping[str, Regimen],
    citations: dict[str, Citation],
    schedule: Callable[[Regimen], object],
    schemas: Mapping[str, object],
) -> Iterator[tuple[str, str]]:
    """Path below the root and text of every generated file."""
    for release in Release:
        for name, regimen in sorted(regimens.items()):
            yield (
                f"fhir_bundles/{release.value}/{name}.json",
                json_text(bundle(regimen, regimens.__getitem__, release, citations)),
            )
        for definition in definitions(release):
            file = f"{definition['resourceType']}-{definition['id']}.json"
            yield f"fhir_bundles/definitions/{release.value}/{file}", json_text(definition)
    for name, regimen in sorted(regimens.items()):
        yield f"fhir_bundles/schedules/{name}.json", json_text(schedule(regimen))
    for path, schema in sorted(schemas.items()):
        yield path, json_text(schema)


FOLDERS = ("fhir_bundles/r4", "fhir_bundles/r5", "fhir_bundles/definitions", "fhir_bundles/schedules")
"""Folders that hold nothing but generated files."""


def differences(root: Path, files: Mapping[str, str]) -> list[tuple[str, str]]:
    """(path, what is wrong) of every generated file that is missing, differs, or is left over."""
    found = [(path, _difference(root / path, text)) for path, text in sorted(files.items())]
    left = [path.relative_to(root).as_posix() for folder in FOLDERS for path in sorted((root / folder).rglob("*.json"))]
    return [(path, what) for path, what in found if what] + [
        (path, "no protocol makes it") for path in left if path not in files
    ]


def _difference(path: Path, text: str) -> str:
    if not path.is_file():
        return "is missing"
    return "" if path.read_bytes() == text.encode() else "differs"


def write(root: Path, files: Mapping[str, str]) -> list[tuple[str, str]]:
    """Writes what differs, each file beside its place and then renamed; returns what was done."""
    changed = differences(root, files)
    for path, _ in changed:
        if path in files:
            replace_file(root / path, files[path].encode())
        else:
            (root / path).unlink()
    return [(path, "removed" if path not in files else "written") for path, _ in changed]
