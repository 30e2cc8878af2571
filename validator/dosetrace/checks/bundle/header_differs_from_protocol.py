"""Title, trial, date and disease of a bundle's plan are those of its protocol."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.published import published
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Resource, mapping, objects, words
from dosetrace.findings import Level, Problem
from dosetrace.model import Regimen
from dosetrace.terminology import TRIALS

LEVEL = Level.ERROR
WHY = "A regimen under another name, trial or disease is used for other patients."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    known = published(subject)
    for name, left, right in _header(*known) if known is not None else ():
        yield Problem(f"{name}: here {left}, in the protocol {right}", known[0].path if known else (), left, right)


def _header(root: Resource, regimen: Regimen) -> Iterator[tuple[str, str, str]]:
    """Title, trial and diseases of the plan where they are not the protocol's."""
    trials = [
        words(item.get("value")) for _, item in objects(root.value.get("identifier")) if item.get("system") == TRIALS
    ]
    people = "; ".join(fact.text for fact in regimen.population if fact.fact == "disease")
    focus = [
        words(mapping(item.get("valueCodeableConcept")).get("text"))
        for _, item in objects(root.value.get("useContext"))
    ]
    pairs = {
        "the title": (words(root.value.get("title")), regimen.title),
        "the trial": (", ".join(trials), regimen.trial or ""),
        "the date": (words(root.value.get("date")), regimen.date),
        "the disease": ("; ".join(focus), people),
    }
    yield from ((name, left or "none", right or "none") for name, (left, right) in pairs.items() if left != right)
