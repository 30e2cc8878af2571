"""A largest dose in a text is coded as that: per day, or per administration."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.medicines import medicines
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, words
from dosetrace.fhir.read.dosage import quantity
from dosetrace.findings import Level, Path, Problem
from dosetrace.reader.phrases import doses
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = "A largest dose of a day that is coded as that of one administration lets it be given at every administration."
JUDGES = (Fhir,)

_LARGEST = re.compile(
    r"(?:exceed|max(?:imum|\.)?)\b[^.;\d]{0,30}(\d[\d.,]{0,9} ?[a-zA-Zµμ]{1,12}) ?(?:/|per|in|a)? ?"
    r"(day|24 ?h(?:ours?)?|dose|administration|infusion)\b",
    re.IGNORECASE,
)


def check(subject: Fhir) -> Iterator[Problem]:
    for medicine in medicines(subject.document):
        for path, dosage in medicine.dosages:
            match = _LARGEST.search(words(dosage.get("text"))[:2000])
            said = doses(match[1]) if match else []
            if match and said:
                yield from _judge(said[0].amount, match[2].lower(), dosage, path)


def _judge(said: Amount, per: str, dosage: Json, path: Path) -> Iterator[Problem]:
    once = quantity(mapping(dosage.get("maxDosePerAdministration")))
    if once is None or once.unit.family != said.unit.family:
        return
    daily = per.startswith(("day", "24"))
    wrong = once.equals(said) and "maxDosePerPeriod" not in dosage if daily else not once.equals(said)
    if wrong:
        found, expected = f"{once} per administration", f"{said} per {per}"
        message = f"the structure's maximum is {found}, the text says {expected}"
        yield Problem(message, (*path, "maxDosePerAdministration"), found, expected)
