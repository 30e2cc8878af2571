"""An extension that carries a day, a quote, a total or a first cycle has the parts it needs."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, objects, words
from dosetrace.fhir.urls import DAYS_OF_CYCLE, DERIVATION_REFERENCE, DERIVED, FROM_CYCLE, NOT_STATED, STATED_TOTAL
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A part with another name is not read: the day, the quote or the total it held is gone."
JUDGES = (Fhir,)

_PARTS = {
    DAYS_OF_CYCLE: ({"day": "valueInteger"}, set()),
    DERIVATION_REFERENCE: (
        {"reference": "valueReference", "offset": "valueInteger", "length": "valueInteger"},
        {"path"},
    ),
    STATED_TOTAL: ({"drug": "valueString", "total": "valueQuantity"}, {"when"}),
    FROM_CYCLE: ({"cycle": "valueInteger", "derived": "valueString"}, set()),
}
_WHOLE = {DERIVED: "valueString", NOT_STATED: "valueString"}


def check(subject: Fhir) -> Iterator[Problem]:
    for path, value in subject.document.extensions:
        url = words(value.get("url"))
        if url in _WHOLE and not isinstance(value.get(_WHOLE[url]), str):
            yield Problem(f"{_name(url)} without {_WHOLE[url]}", path, "nothing", _WHOLE[url])
        if url in _PARTS:
            yield from (
                Problem(f"{_name(url)}: {wrong}", path, wrong, expected) for wrong, expected in _wrong(url, value)
            )


def _wrong(url: str, value: Json) -> Iterator[tuple[str, str]]:
    needed, more = _PARTS[url]
    inner = [part for _, part in objects(value.get("extension"))]
    for name, slot in needed.items():
        if url != DERIVATION_REFERENCE and not any(part.get("url") == name and slot in part for part in inner):
            yield f'no part "{name}" with {slot}', name
    for part in inner:
        if url == DAYS_OF_CYCLE and len(inner) > 1 and part.get("url") == "day" and "valueInteger" not in part:
            yield 'a part "day" without valueInteger', "valueInteger"
        if words(part.get("url")) not in {*needed, *more}:
            yield f'unknown part "{part.get("url")}"', " or ".join(sorted({*needed, *more}))


def _name(url: str) -> str:
    return url.rsplit("/", 1)[-1]
