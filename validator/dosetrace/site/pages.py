"""Every page and file of the site, as they stand below docs/pages before mkdocs runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dosetrace.checks.load import Loader
from dosetrace.checks.shared.coverage import coverage
from dosetrace.checks.subjects import Protocol
from dosetrace.findings import InputError
from dosetrace.grid import cycles_title, length_title
from dosetrace.site import markdown
from dosetrace.site.comparing import compare_pages
from dosetrace.site.downloads import downloads_html, downloads_of
from dosetrace.site.drugs import drug_page
from dosetrace.site.html import Html, joined, row, table, tag
from dosetrace.site.marks import gap_html
from dosetrace.site.names import drug_html
from dosetrace.site.proof import Proven, proven
from dosetrace.site.protocol import protocol_page
from dosetrace.site.sourcing import source_pages
from dosetrace.site.start import start_page
from dosetrace.targets import Target, whole_target
from dosetrace.timeline import Block
from dosetrace.wording import counted

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
    regimens = {name: target.regimens[0] for name, target in targets.items()}
    pages = {
        "index.md": start_page(targets, reads, sources),
        "protocols/index.md": _index(targets, proofs),
        **source_pages(listing, covered, regimens),
        **compare_pages(targets),
        **drug_page(targets),
    }
    return files | {path: text.encode() for path, text in pages.items()}


def _index(targets: Mapping[str, Target], proofs: Mapping[str, Proven]) -> str:
    rows = [
        _row(targets[name], proofs[name], within)
        for head, parts in _families(targets)
        for name, within in [(head, None), *((part, targets[head].title) for part in parts)]
    ]
    headings = ("Protocol", "For", "Drugs", "Cycles", "Not stated", "Checks")
    whole = table("The protocols; the parts of a composed one stand below it", headings, rows)
    return markdown.page("# Protocols", tag("div", whole, class_="dt-protocols", data_search_exclude=True))


def _families(targets: Mapping[str, Target]) -> Iterator[tuple[str, list[str]]]:
    """Composed protocols with the parts that no other one before them has, then those that are part of none."""
    parts = {name: _parts(target) if target.regimens[0].parts else [] for name, target in targets.items()}
    done: set[str] = set()
    for name in sorted(targets, key=lambda name: not parts[name]):
        if name not in done:
            own = [part for part in parts[name] if part not in done and part in targets]
            done |= {name, *own}
            yield name, own


def _parts(target: Target) -> list[str]:
    """The ids of the parts of a composed protocol in the order of its course."""
    return list(dict.fromkeys(block.protocol for block in target.schedule.blocks if block.protocol))


def _row(target: Target, proof: Proven, within: str | None) -> Html:
    link = tag("a", target.title, href=f"{target.name}.html")
    part = tag("span", f"part of {within}", class_="dt-word") if within else None
    drugs = joined(map(drug_html, target.schedule.drugs), ", ")
    gaps = tag("a", counted(len(target.schedule.gaps), "fact"), href=f"{target.name}.html#not-stated")
    said = tag("a", counted(proof.findings, "finding"), href=f"{target.name}.html#proof")
    head = tag("span", link, part, class_="dt-part" if within else None)
    return row(head, _disease(target), drugs, _cycles(target), gaps, said)


def _disease(target: Target) -> Html:
    found = [population.text for population in target.regimens[0].population if population.fact == "disease"]
    return tag("span", "; ".join(found)) if found else gap_html("not stated")


def _cycles(target: Target) -> Html:
    """The cycles of each length; of a composed protocol how many parts say theirs."""
    parts = target.regimens[0].parts
    if parts:
        return tag("span", f"those of its {counted(len(parts), 'part')}")
    groups: dict[str, list[Block]] = {}
    for block in target.schedule.blocks:
        length = length_title(block) if block.bounds is None else f"{length_title(block)} {cycles_title(block)}"
        groups.setdefault(length, []).append(block)
    return tag("ul", *(tag("li", *_of_length(length, blocks)) for length, blocks in groups.items()))


def _of_length(length: str, blocks: list[Block]) -> Iterator[Html | str]:
    """`cycles 1 to 6 at most, 21 to 28 days each` of all blocks that have cycles of this length."""
    if blocks[0].bounds is None:
        numbers = tuple(sorted({number for block in blocks for number in block.cycles or ()}))
        limited = any(block.limited for block in blocks)
        yield f"{cycles_title(replace(blocks[0], cycles=numbers or None, limited=limited))}, "
    yield length if "not stated" not in length else gap_html(length)
