"""Gathers everything `dosetrace build` writes: the one place where checking and writing meet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dosetrace.checks.examples import Examples
from dosetrace.checks.load import Loader
from dosetrace.checks.manual import manual_of
from dosetrace.checks.registry import checks
from dosetrace.checks.shared.coverage import coverage
from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.course import schedule_of
from dosetrace.fhir.package import Package, fhir_package
from dosetrace.fhir.read.document import FhirDocument
from dosetrace.fhir.write.build import citation, differences, generated
from dosetrace.fhir.write.elements import Release
from dosetrace.findings import InputError
from dosetrace.house import shape as house
from dosetrace.model import Regimen
from dosetrace.protocol import shape
from dosetrace.report.coverage import coverage_page
from dosetrace.report.manual import manual_pages
from dosetrace.report.shapes import schemas
from dosetrace.report.values import schedule_value
from dosetrace.sources import registry


def build_files(reads: Loader) -> dict[str, str]:
    """Path below the root to text of every generated file. Raises InputError where a protocol cannot be read."""
    regimens = {name: reads.regimen(name) for name in reads.folders.protocol_ids}
    if not regimens:
        raise InputError(f"{reads.folders.shown(reads.folders.protocols)}: no protocol there; expected at least one")
    listing = reads.listing
    if listing is not None and listing.complaints:
        raise InputError(f"{listing.file}: {listing.complaints[0].message}")
    citations = {source.id: citation(source.entry) for source in listing.sources} if listing else {}

    def schedule(regimen: Regimen) -> object:
        return schedule_value(schedule_of(regimen, reads.regimen), "protocol")

    published = {f"docs/pages/schemas/{name}": value for name, value in schemas().items()}
    files = {
        **published,
        "protocols/protocol.schema.json": shape.json_schema(),
        "docs/pages/schemas/protocol.schema.json": shape.json_schema(),
        "docs/pages/schemas/dosetrace-toml.schema.json": house.json_schema(),
        "seeds/sources.schema.json": registry.json_schema(),
    }
    return dict(generated(regimens, citations, schedule, files)) | _coverage(reads) | _manual(reads)


def _coverage(reads: Loader) -> dict[str, str]:
    """The page of coverage, where the source documents are listed."""
    if reads.listing is None:
        return {}
    protocols = [s for s in reads.below(reads.folders.protocols) if isinstance(s, Protocol)]
    return {"docs/pages/coverage.md": coverage_page(coverage(reads.listing.sources, protocols))}


def _manual(reads: Loader) -> dict[str, str]:
    """The manual of the checks, where their examples are."""
    if not reads.folders.examples.is_dir():
        return {}
    examples = Examples(reads.folders)
    pages = manual_pages(manual_of(check, examples) for check in checks())
    return {f"docs/pages/checks/{name}": text for name, text in pages.items()}


def packages(reads: Loader) -> list[Package]:
    """The FHIR packages of both releases, from the bundles as they are. Raises InputError where those are not fresh."""
    folders = reads.folders
    if not folders.packaged:
        _refuse_stale(reads)
    license_text = _license(folders.root / "LICENSE", folders.shown(folders.root / "LICENSE"))
    return [
        fhir_package(
            release,
            _documents(reads, folders.bundles / release.value),
            _documents(reads, folders.bundles / "definitions" / release.value),
            license_text,
        )
        for release in Release
    ]


def _refuse_stale(reads: Loader) -> None:
    for path, what in differences(reads.folders.root, build_files(reads)):
        if path.startswith("fhir_bundles/"):
            raise InputError(f"{path} {what}; expected what the protocols say: run dosetrace build first")


def _documents(reads: Loader, folder: Path) -> Iterator[FhirDocument]:
    for path in sorted(folder.glob("*.json")):
        yield from (subject.document for subject in reads.path(path) if isinstance(subject, Fhir))


def _license(path: Path, shown: str) -> str:
    if not path.is_file():
        raise InputError(f"{shown}: no such file; a package carries its licence")
    return path.read_text(encoding="utf-8")
