"""A narrative is a div of XHTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR Narrative.div and invariant txt-1: a fragment of XHTML; a receiver refuses or hides anything else."
JUDGES = (Fhir,)

_DIV = re.compile(r'\s*<div\b[^>]*\bxmlns="http://www\.w3\.org/1999/xhtml"[^>]*>.*</div>\s*', re.DOTALL)


def check(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.resources:
        div = mapping(resource.value.get("text")).get("div")
        if div is not None and not (isinstance(div, str) and _DIV.fullmatch(div)):
            expected = '<div xmlns="http://www.w3.org/1999/xhtml">'
            path = (*resource.path, "text", "div")
            yield Problem(f"the narrative is no XHTML div, expected {expected}…</div>", path, str(div)[:60], expected)
