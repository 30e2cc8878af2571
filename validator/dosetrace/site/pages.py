"""Every page and file of the site, as they stand below docs/pages before mkdocs runs."""

from __future__ import annotations

from collections.abc import Mapping

from dosetrace.checks.load import Loader
from dosetrace.checks.shared.coverage import coverage
from dosetrace.checks.subjects import Protocol
from dosetrace.findings import InputError
from dosetrace.grid import cycles_title, length_title
from dosetrace.site.comparing import compare_pages
from dosetrace.site.downloads import downloads_html, downloads_of
from dosetrace.site.drugs import drug_page
from dosetrace.site.html import Html, joined, row, table, tag
from dosetrace.site.names import drug_html
from dosetrace.site.proof import Proven, proven
from dosetrace.site.protocol import protocol_page
from dosetrace.site.sourcing import source_pages
from dosetrace.site.start import start_page
from dosetrace.targets import Target, whole_target

WRITTEN = ("index.md", "drugs.md", "protocols", "sources", "compare", "downloads")
"""What the site writes below docs/pages: it is removed before it is written again."""


def site_files(reads: Loader) -> dict[str, bytes]:
    """Path below docs/pages to the content of every written page and download. Raises InputError."""
    listing = reads.listing
    if listing is None or listing.complaints:
        raise InputError("the list of sources cannot be read: run dosetrace check")
    targets = {name: whole_target(reads, name, "protocol") for name in reads.folders.protocol_ids}
    proofs = {name: proven(reads, name) for name in targets}
    sources = listing.by_id()
    files: dict[str, bytes] = {}
    for name, target in targets.items():
        downloads = downloads_of(reads, target)
        page = protocol_page(target, sources, proofs[name], downloads_html(name, downloads))
        files[f"protocols/{name}.md"] = page.encode()
        files |= {f"downloads/{name}/{download.name}": download.data for download in downloads}
    protocols = [subject for subject in reads.below(reads.folders.protocols) if isinstance(subject, Protocol)]
    covered = coverage(listing.sources, protocols)
    regimens = {name: reads.regimen(name) for name in targets}
    pages = {
        "index.md": start_page(targets, reads, sources),
        "protocols/index.md": _index(targets, proofs),
        **source_pages(listing, covered, regimens),
        **compare_pages(targets),
        **drug_page(targets),
    }
    return files | {path: text.encode() for path, text in pages.items()}


def _index(targets: Mapping[str, Target], proofs: Mapping[str, Proven]) -> str:
    rows = [_row(target, proofs[name]) for name, target in targets.items()]
    whole = table("The protocols", ("Protocol", "Drugs", "Cycles", "Not stated", "Checked"), rows)
    return f"# Protocols\n\n{whole}\n"


def _row(target: Target, proof: Proven) -> Html:
    link = tag("a", target.title, href=f"{target.name}.html")
    blocks = target.schedule.blocks
    drugs = joined(map(drug_html, dict.fromkeys(dose.drug for block in blocks for dose in block.doses)), ", ")
    cycles = dict.fromkeys(f"{cycles_title(block)}, {length_title(block)}" for block in blocks)
    said = "agrees with its text" if not proof.findings else f"{proof.findings} findings"
    listed = tag("ul", *(tag("li", words) for words in cycles))
    return row(link, drugs, listed, str(len(target.schedule.gaps)), said)
