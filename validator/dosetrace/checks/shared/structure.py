"""The structural defects of a file, found in one walk and handed to the checks by their kinds."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.definitions.defects import Kind
from dosetrace.fhir.definitions.walk import Defects, defects
from dosetrace.fhir.read.document import FhirDocument
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.findings import Problem


@once_per_document
def _walked(document: FhirDocument) -> Defects:
    return defects(document.value, document.release, document.release_of)


def of_kind(subject: Fhir, kind: Kind) -> Iterator[Problem]:
    """What is wrong in this way."""
    yield from _walked(subject.document).get(kind, ())
