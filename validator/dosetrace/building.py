"""Gathers everything `dosetrace build` writes: the one place where checking and writing meet."""

from __future__ import annotations

from dosetrace.checks.load import Loader
from dosetrace.course import schedule_of
from dosetrace.fhir.write.build import citation, generated
from dosetrace.findings import InputError
from dosetrace.model import Regimen
from dosetrace.protocol import shape
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
        "seeds/sources.schema.json": registry.json_schema(),
    }
    return dict(generated(regimens, citations, schedule, files))
