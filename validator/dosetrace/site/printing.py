"""What stands on every printed page of a protocol."""

from __future__ import annotations

from dosetrace.sheet.content import NOT_FOR_PRESCRIBING
from dosetrace.targets import Target


def printed(target: Target) -> str:
    """A style that puts protocol, version, date, hash and the not-for-prescribing line on every printed page."""
    regimen, digest = target.regimens[0], target.identity.sha256
    below = f"{regimen.title}, version {regimen.version} of {regimen.date}, sha256 {digest[:16]}…"
    head, foot = _css(NOT_FOR_PRESCRIBING), _css(below)
    return f"<style>{_in_margins(head, foot)}{_in_firefox(head, foot)}</style>"


_FONT = "font:7pt sans-serif;"


def _in_margins(head: str, foot: str) -> str:
    """In the margin boxes of the page, with its number."""
    boxes = (
        f"@top-left{{{_FONT}width:100%;content:{head}}}",
        f"@bottom-left{{{_FONT}width:85%;content:{foot}}}",
        f"@bottom-right{{{_FONT}content:counter(page) ' of ' counter(pages)}}",
    )
    return f"@page{{{''.join(boxes)}}}"


def _in_firefox(head: str, foot: str) -> str:
    """As head and foot of a table, which are printed on each of its pages: Firefox has no margin boxes."""
    parts = (
        ".md-content__inner{display:table!important;width:100%}",
        f".md-content__inner::before{{display:table-header-group!important;{_FONT}content:{head}}}",
        f".md-content__inner::after{{display:table-footer-group!important;{_FONT}content:{foot}}}",
    )
    return f"@supports (-moz-appearance:none){{@media print{{{''.join(parts)}}}}}"


def _css(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ") + '"'
