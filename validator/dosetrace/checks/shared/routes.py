"""The routes that words and codes name: for the checks of routes in anybody's FHIR."""

from __future__ import annotations

import re
from functools import lru_cache

from dosetrace.fhir.read.document import Json, objects, words
from dosetrace.terminology import routes_by_code

_ROUTES = {
    "intravenous": r"intravenous(?:ly)?|\bI\.?V\.?\b|\bi\.v\.",
    "intrathecal": r"intrathecal(?:ly)?|\bI\.T\.",
    "oral": r"\boral(?:ly)?\b|\bby mouth\b|\bP\.?O\.?\b|\bp\.o\.",
    "subcutaneous": r"subcut(?:aneous(?:ly)?)?\b|\bS\.?[CQ]\.?\b|\bs\.c\.",
    "intramuscular": r"intramuscular(?:ly)?|\bI\.?M\.?\b|\bi\.m\.",
    "rectal": r"\brectal(?:ly)?\b",
    "vaginal": r"\bvaginal(?:ly)?\b",
    "ophthalmic": r"\bophthalmic\b",
}
_ANY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _ROUTES.items()))
_LONGEST = 2_000


def routes_in(text: str) -> frozenset[str]:
    """Every route that the beginning of a text names."""
    return _routes_in(text[:_LONGEST])


@lru_cache(maxsize=4096)
def _routes_in(text: str) -> frozenset[str]:
    spelled = text if text[:2].isupper() else text[:1].lower() + text[1:]
    return frozenset(match.lastgroup or "" for match in _ANY.finditer(spelled))


def routes_of(concept: Json) -> frozenset[str]:
    """The routes of a coded route: by the codes we know, else by its words."""
    found = objects(concept.get("coding"))
    by_code = {routes_by_code().get((words(item.get("system")), words(item.get("code")))) for _, item in found} - {None}
    if by_code:
        return frozenset(route for route in by_code if route)
    shown = (words(concept.get("text")), *(words(item.get("display")) for _, item in found))
    return frozenset(route for text in shown if text for route in routes_in(text))
