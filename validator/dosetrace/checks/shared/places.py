"""Where a dose of a schedule is written, for checks that look at the schedule and not at its facts."""

from __future__ import annotations

from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Kind
from dosetrace.fhir.read.dosage import dose_of
from dosetrace.findings import Path
from dosetrace.timeline import Dose


def place_of_dose(subject: Protocol | Fhir, dose: Dose) -> Path:
    """Where the dose is written: the first fact with one of its quotes; the whole file where there is none."""
    quotes = set(dose.quotes)
    kinds = (Kind.DOSE, Kind.DAILY_DOSE, Kind.DRUG, Kind.DAYS)
    about = [fact for kind in kinds for fact in subject.facts if fact.kind is kind and quotes & set(fact.quotes)]
    return about[0].path if about else ()


def place_of_day(subject: Protocol | Fhir, dose: Dose, day: int) -> Path:
    """Where a dose is given on a day: the action of a plan, the days of a protocol."""
    if isinstance(subject, Protocol):
        quoted = (fact for fact in subject.facts if fact.kind is Kind.DAYS and set(dose.quotes) & set(fact.quotes))
        return next((f.path for f in quoted if isinstance(f.value, tuple) and day in f.value), ())
    document = subject.document
    for leaf in (leaf for cycle in subject.cycles for leaf in cycle.leaves):
        definition = document.defined(leaf.definition)
        if day in (leaf.days or ()) and definition is not None and dose_of(document, definition).drug == dose.drug:
            return leaf.path
    return place_of_dose(subject, dose)
