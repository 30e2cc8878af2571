"""Every derivation-reference names an extract of the file and a span inside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping, words
from dosetrace.fhir.read.marks import part, quote
from dosetrace.fhir.urls import DERIVATION_REFERENCE
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR's derivation-reference names the text and the span of it; one into nothing looks like proof and is none."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for path, value in subject.document.extensions:
        if value.get("url") == DERIVATION_REFERENCE and quote(value, subject.document) is None:
            yield Problem(_message(subject, value), path)


def _message(subject: Fhir, value: Any) -> str:
    target = words(mapping(part(value, "reference").get("valueReference")).get("reference"))
    attachment = subject.document.attachments.get(target)
    if attachment is None:
        return f'the words are said to stand in "{target}", which is no extract of this file'
    start, length = (part(value, name).get("valueInteger") for name in ("offset", "length"))
    return f"offset {start} and length {length} lie outside the extract of {len(attachment.text)} characters"
