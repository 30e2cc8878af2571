"""Dosages whose texts give different shares of a dose do not code the same amount."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.medicines import Medicine, medicines
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import words
from dosetrace.fhir.read.dosage import amounts_of
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.ERROR
WHY = "HL7's own alteplase example codes the whole dose both for 10 % of it and for the remaining 90 %: twice the dose."
JUDGES = (Fhir,)

_SHARE = re.compile(r"(?<![\d.])(\d{1,2}) ?% of (?:the )?(?:total |whole )?dose\b", re.IGNORECASE)


def check(subject: Fhir) -> Iterator[Problem]:
    for medicine in medicines(subject.document):
        if len(medicine.dosages) > 1:
            yield from _judge(medicine)


def _judge(medicine: Medicine) -> Iterator[Problem]:
    seen: dict[str, tuple[str, Path]] = {}
    for path, dosage in medicine.dosages:
        match, amounts = _SHARE.search(words(dosage.get("text"))[:2000]), amounts_of(dosage)
        if match is None or not amounts:
            continue
        coded = str(amounts[0])
        share, before = seen.setdefault(coded, (match[1], path))
        if share != match[1]:
            message = f"{share} % and {match[1]} % of the dose are both coded as {coded}, expected two amounts"
            yield Problem(message, (*path, "doseAndRate"), coded, f"{match[1]} % of the dose", related=(before,))
