"""The days of the week that a dosage text names are those of its Timing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import listed
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "ISMP lists oral methotrexate, non-oncologic use, as high-alert: one weekday more doubles a weekly dose."
JUDGES = (Fhir,)

_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SAID = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE)
_OTHERWISE = re.compile(r"\b(?:not|except|skip|until|before|after|to|through|weekdays?|from|or)\b|[-–]", re.IGNORECASE)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        coded = {day for day in listed(one.repeat.get("dayOfWeek")) if isinstance(day, str)}
        said = {name[:3].lower() for name in _SAID.findall(one.text[:500])} if coded else set()
        if said and said != coded and not _OTHERWISE.search(one.text[:500]):
            found, expected = (", ".join(day for day in _NAMES if day in days) for days in (coded, said))
            message = f'given on {found}, the text says {expected}: "{one.text[:200]}"'
            yield Problem(message, (*one.path, "timing", "repeat", "dayOfWeek"), found, expected)
