"""The codes and the quantities of a FHIR file, gathered once: for the checks of units and of terminology."""

from __future__ import annotations

from dosetrace.fhir.read.document import FhirDocument, words
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.findings import Path

Coded = tuple[Path, str, str, str]
"""Path, system, code and what is shown for it; the last two may be empty."""


@once_per_document
def codings(document: FhirDocument) -> tuple[Coded, ...]:
    """Every element with a system and a code, a quantity too; the last text is its display."""
    return tuple(
        (path, words(element["system"]), words(element.get("code")), words(element.get("display")))
        for path, element in document.elements
        if "system" in element and "code" in element
    )


@once_per_document
def quantities(document: FhirDocument) -> tuple[Coded, ...]:
    """Every element with a value and a unit or its code; the last text is the unit that people read."""
    return tuple(
        (path, words(element.get("system")), words(element.get("code")), words(element.get("unit")))
        for path, element in document.elements
        if "value" in element and ("unit" in element or "code" in element)
    )
