"""Two days with a dash between them are all days from one to the other, in the structure as in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.daytexts import texts_with_days
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import days

LEVEL = Level.ERROR
WHY = 'Vincristine was given on each of days 4 to 11 because "4-11" was read for "4 and 11" (ISMP).'
JUDGES = (Fhir,)

_TWO = re.compile(r"\d\s?(?:-|–|—|to|and|&|,|\+|/)\s?\d")


def check(subject: Fhir) -> Iterator[Problem]:
    for path, text, given in texts_with_days(subject, _TWO):
        said = days(text)
        if said is None or set(said) == given or {min(said), max(said)} != {min(given), max(given)}:
            continue
        ends, whole = {min(said), max(said)}, set(range(min(said), max(said) + 1))
        if {frozenset(said), frozenset(given)} == {frozenset(ends), frozenset(whole)}:
            found, expected = (", ".join(map(str, sorted(listed))) for listed in (given, said))
            message = f'given on days {found}, the text says {expected}: "{text}"'
            yield Problem(message, path, found, expected)
