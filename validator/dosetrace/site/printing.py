"""What stands on every printed page of a protocol."""

from __future__ import annotations

from dosetrace.sheet.content import NOT_FOR_PRESCRIBING
from dosetrace.targets import Target


def printed(target: Target) -> str:
    """A style that puts protocol, version, date, hash and the not-for-prescribing line on every printed page."""
    regimen, digest = target.regimens[0], target.identity.sha256
    left = f"{regimen.title}, version {regimen.version} of {regimen.date}, sha256 {digest[:16]}…"
    font = "font:7pt sans-serif;"
    boxes = (
        f"@top-left{{{font}width:100%;content:{_css(NOT_FOR_PRESCRIBING)}}}",
        f"@bottom-left{{{font}width:85%;content:{_css(left)}}}",
        f"@bottom-right{{{font}content:counter(page) ' of ' counter(pages)}}",
    )
    return f"<style>@page{{{''.join(boxes)}}}</style>"


def _css(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ") + '"'
