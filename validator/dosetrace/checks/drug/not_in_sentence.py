"""The drug of a dose stands in the sentence it is taken from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import getitem

from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Fact, Kind
from dosetrace.fhir.read.document import mapping, words
from dosetrace.fhir.read.dosage import drug_name
from dosetrace.findings import Level, Problem
from dosetrace.terminology import drugs
from dosetrace.typography import fold

LEVEL = Level.ERROR
WHY = "The right dose of the wrong drug is a wrong dose."
JUDGES = (Protocol, Fhir)


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    if isinstance(subject, Fhir):
        yield from _in_extract(subject)
        return
    for fact in subject.facts:
        if fact.kind is Kind.DRUG and not any(_named(str(fact.value), quote.text) for quote in fact.quotes):
            message = f"{fact.value} does not stand in the sentence"
            yield Problem(message, fact.path, fact.text, "a drug the sentence names", subject.sentence(fact.quotes))
        elif fact.kind is Kind.DRUG and "stands_for" in fact.path:
            yield from _defined(subject, fact)


def _defined(subject: Protocol, fact: Fact) -> Iterator[Problem]:
    """The words that define an abbreviation contain it."""
    word = words(mapping(reduce(getitem, fact.path[:-1], subject.content)).get("word"))
    if not any(fold(word) in fold(quote.text) for quote in fact.quotes):
        message = f"{word} does not stand in the words that define it"
        yield Problem(message, fact.path, fact.text, f"words with {word}", subject.sentence(fact.quotes))


def _in_extract(subject: Fhir) -> Iterator[Problem]:
    for resource in subject.document.of_kind("ActivityDefinition") if subject.has_provenance else ():
        name = drug_name(mapping(resource.value.get("productCodeableConcept")))
        if name in drugs() and not _named(name, subject.extract):
            path = (*resource.path, "productCodeableConcept")
            yield Problem(f"{name} does not stand in the extract", path, name, "a drug the extract names")


def _named(name: str, text: str) -> bool:
    folded = fold(text).lower()
    return any(fold(word).lower() in folded for word in drugs()[name].words)
