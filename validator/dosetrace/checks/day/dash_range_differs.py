"""Two days with a dash between them are all days from one to the other, in the structure as in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.daytexts import texts_with_days
from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import days
from dosetrace.wording import numbered

LEVEL = Level.ERROR
WHY = 'Vincristine was given on each of days 4 to 11 because "4-11" was read for "4 and 11" (ISMP, 29 June 2006).'
JUDGES = (Fhir,)

_TWO = re.compile(r"\d\s?(?:-|–|—|to|and|&|,|\+|/)\s?\d")


def check(subject: Fhir) -> Iterator[Problem]:
    for path, text, given in texts_with_days(subject, _TWO):
        said = frozenset(days(text) or ())
        if said != given and (_are_ends(said, given) or _are_ends(given, said)):
            found, expected = (numbered("day", sorted(listed)) for listed in (given, said))
            message = f'given on {found}, the text says {expected}: "{text}"'
            yield Problem(message, path, found, expected)


def _are_ends(two: frozenset[int], every: frozenset[int]) -> bool:
    """Whether the one are two days, and the other all days from the first to the second."""
    return (
        len(two) == 2
        and two == {min(every, default=0), max(every, default=0)}
        and len(every) == max(two) - min(two) + 1
    )
