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


FOLDERS = {
    "fhir_bundles/r4": (".json", "protocol"),
    "fhir_bundles/r5": (".json", "protocol"),
    "fhir_bundles/definitions": (".json", "protocol"),
    "fhir_bundles/schedules": (".json", "protocol"),
    "docs/pages/checks": (".md", "check"),
}
"""Folders that hold nothing but generated files: their ending, and what makes them."""


def differences(root: Path, files: Mapping[str, str]) -> list[tuple[str, str]]:
    """(path, what is wrong) of every generated file that is missing, differs, or is left over."""
    found = [(path, _difference(root / path, text)) for path, text in sorted(files.items())]
    return [(path, what) for path, what in found if what] + list(_left_over(root, files))


def _left_over(root: Path, files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What lies in a folder of generated files and is none; a folder in which nothing is generated is left alone."""
    for folder, (ending, maker) in FOLDERS.items():
        if any(path.startswith(f"{folder}/") for path in files):
            there = (path.relative_to(root).as_posix() for path in sorted((root / folder).rglob(f"*{ending}")))
            yield from ((path, f"no {maker} makes it") for path in there if path not in files)


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
