"""The files that a reader takes from the page of a protocol."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dosetrace.findings import InputError, reason
from dosetrace.site.html import Html, joined, row, table, tag

if TYPE_CHECKING:
    from dosetrace.checks.load import Loader
    from dosetrace.targets import Target


@dataclass(frozen=True, slots=True)
class Download:
    """A file with its name and what it is."""

    name: str
    label: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The hash of its bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def size(self) -> str:
        """Its size as people read it, rounded up: `17 kB`."""
        return f"{-(-len(self.data) // 1000)} kB"


def downloads_of(reads: Loader, target: Target) -> tuple[Download, ...]:
    """The bundles, build sheets, text and schedule of a protocol. Raises InputError where one of them is not there."""
    name = target.schedule.target
    bundles = reads.folders.bundles
    return (
        Download(f"{name}-r4.json", "FHIR R4 bundle", _bytes(reads, bundles / "r4" / f"{name}.json")),
        Download(f"{name}-r5.json", "FHIR R5 bundle", _bytes(reads, bundles / "r5" / f"{name}.json")),
        Download(f"{name}-a4.xlsx", "Build sheet, XLSX, A4", target.sheet("xlsx", "a4")),
        Download(f"{name}-letter.xlsx", "Build sheet, XLSX, US Letter", target.sheet("xlsx", "letter")),
        Download(f"{name}.csv", "Build sheet, CSV", target.sheet("csv", "a4")),
        Download(f"{name}.yaml", "Protocol, YAML", _bytes(reads, reads.folders.protocols / f"{name}.yaml")),
        Download(f"{name}-schedule.json", "Schedule, JSON", _bytes(reads, bundles / "schedules" / f"{name}.json")),
    )


def _bytes(reads: Loader, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{reads.folders.shown(path)}: not readable: {reason(error)}") from error


def downloads_html(id: str, downloads: Iterable[Download]) -> Html:
    """The files as a table for the page of the protocol of this id, and how to verify them."""
    headings = ("Download", "File", "Size", "SHA-256")
    rows = (_row(f"../downloads/{id}/", download) for download in downloads)
    return joined((table("Downloads", headings, rows, "dt-downloads"), _how_to_verify()))


def _row(folder: str, download: Download) -> Html:
    link = tag("a", download.name, href=f"{folder}{download.name}", download=True)
    digest = tag("code", download.sha256, class_="dt-hash")
    return row(download.label, link, download.size, digest)


def _how_to_verify() -> Html:
    command, windows = tag("code", "sha256sum FILE"), tag("code", "certutil -hashfile FILE SHA256")
    return tag("p", "To verify a file, compare its SHA-256 with what ", command, " prints, in Windows ", windows, ".")
