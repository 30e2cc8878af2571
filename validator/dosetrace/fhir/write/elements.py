"""The small elements every resource is made of: quantities with their quotes, codes, headers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from html import escape

from dosetrace.fhir.urls import (
    BASE,
    DATA_ABSENT_REASON,
    DERIVATION_REFERENCE,
    DERIVED,
    NOT_STATED,
    RESOURCE,
    resource_id,
)
from dosetrace.fhir.write.jsontext import Json
from dosetrace.model import Regimen
from dosetrace.terminology import Code
from dosetrace.timeline import Quote
from dosetrace.ucum import UCUM
from dosetrace.units import Amount, Unit

PUBLISHER = "Dosetrace"
XHTML = "http://www.w3.org/1999/xhtml"


class Release(StrEnum):
    """The FHIR release to write."""

    R4 = "r4"
    R5 = "r5"

    @property
    def version(self) -> str:
        return {"r4": "4.0.1", "r5": "5.0.0"}[self]


Marks = list[Json]


def quoted(regimen: Regimen, quotes: Iterable[Quote]) -> Marks:
    """The extensions that point to the words in the extract."""
    return [_reference(regimen, quote) for quote in dict.fromkeys(quotes) if quote.offset is not None]


def _reference(regimen: Regimen, quote: Quote) -> Json:
    target = {"reference": f"DocumentReference/{extract_id(regimen, quote.source)}"}
    return {
        "url": DERIVATION_REFERENCE,
        "extension": [
            {"url": "reference", "valueReference": target},
            {"url": "offset", "valueInteger": quote.offset},
            {"url": "length", "valueInteger": len(quote.text)},
        ],
    }


def extract_id(regimen: Regimen, source: str) -> str:
    """The id of the DocumentReference with the sentences of a source that a regimen uses."""
    return resource_id(f"{regimen.id}-from-{source}", regimen.version)


def derived(text: str) -> Marks:
    """The extension that says a number is ours, with its arithmetic."""
    return [{"url": DERIVED, "valueString": text}]


def not_stated(fact: str) -> Marks:
    """The extension that says the source does not state a fact."""
    return [{"url": NOT_STATED, "valueString": fact}]


def absent() -> Json:
    """An element whose value the source does not state."""
    return {"extension": [{"url": DATA_ABSENT_REASON, "valueCode": "unknown"}]}


def marked(element: Json, name: str, value: int | Decimal | str, marks: Marks) -> None:
    """Set a primitive with its extensions beside it."""
    element[name] = value
    if marks:
        element[f"_{name}"] = {"extension": marks}


def quantity(value: Decimal, unit: Unit, marks: Marks) -> Json:
    """A UCUM quantity with the words it came from."""
    head: Json = {"extension": marks} if marks else {}
    return {**head, "value": number(value), "unit": unit.text, "system": UCUM, "code": unit.code}


def number(value: Decimal) -> int | Decimal:
    """A decimal as JSON writes it: whole numbers stay whole."""
    return int(value) if value == value.to_integral_value() and "." not in str(value) else value


def span(amount: Amount, marks: Marks) -> Json:
    """A length of time as a FHIR Duration; only for a single value."""
    return quantity(amount.low, amount.unit, marks)


def concept(codes: Iterable[Code], text: str) -> Json:
    coding = [{"system": code.system, "code": code.code, "display": code.display} for code in codes]
    return {**({"coding": coding} if coding else {}), "text": text}


def narrative(body: str) -> Json:
    """A generated narrative around XHTML that is already escaped (see `escaped`)."""
    return {"status": "generated", "div": f'<div xmlns="{XHTML}">{body}</div>'}


def escaped(text: str) -> str:
    """Text inside XHTML, as servers write it: quotation marks stay."""
    return escape(text, quote=False)


def paragraph(text: str) -> Json:
    return narrative(f"<p>{escaped(text)}</p>")


def name_of(identifier: str) -> str:
    """`ino-vate-flag` as a computable name: `InoVateFlag`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", identifier))


def own_identifier(identifier: str) -> Json:
    """By which a resource without a url is found again on a server that gives it another id."""
    return {"system": RESOURCE, "value": identifier}


def header(kind: str, name: str, title: str, regimen: Regimen, text: Json) -> Json:
    """What every definition begins with; `name` is the last part of its url."""
    return {
        "resourceType": kind,
        "id": resource_id(name, regimen.version),
        "text": text,
        "url": f"{BASE}/{kind}/{name}",
        "version": regimen.version,
        "name": name_of(name),
        "title": title,
        "status": "draft",
        "experimental": True,
        "date": regimen.date,
        "publisher": PUBLISHER,
        "description": title,
    }


def canonical(kind: str, name: str, version: str) -> str:
    return f"{BASE}/{kind}/{name}|{version}"
