"""What the text of a Dosage states and its structure leaves out, where the structure says other things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from dosetrace.checks.shared.dosetexts import STEP, counts
from dosetrace.checks.shared.orders import ordered
from dosetrace.checks.shared.routes import routes_in
from dosetrace.fhir.read.document import FhirDocument, Json, Resource, mapping, objects
from dosetrace.fhir.read.dosages import DOSES, RATES, SLOTS, Written, written
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.fhir.read.walk import actions
from dosetrace.findings import Path, Problem
from dosetrace.reader.phrases import (
    every_hours,
    infusions,
    intervals,
    maxima,
    ordered_doses,
    stretches,
    times_per_day,
    times_per_week,
)
from dosetrace.units import Amount, Unit
from dosetrace.wording import every_hours_text, every_text, times_a_day, times_within

_LONGEST = 500
"""A longer text is a description of a treatment rather than a dosage."""


@dataclass(frozen=True)
class LeftOut:
    """One thing that a text states and the Dosage around it does not code."""

    thing: str
    said: str
    path: Path
    text: str


def left_out(document: FhirDocument, thing: str) -> Iterator[Problem]:
    """A problem for every Dosage that leaves this thing out."""
    for found in _all_left_out(document):
        if found.thing == thing:
            message = f'the text says {found.said}, which is not coded: "{found.text}"'
            yield Problem(message, found.path, "not coded", found.said)


@once_per_document
def _all_left_out(document: FhirDocument) -> tuple[LeftOut, ...]:
    several = [one for one in written(document) if one.text and len(one.text) <= _LONGEST]
    timed = _timed_elsewhere(document) if several else frozenset()
    return tuple(found for one in several for found in _left_out(one, one.resource in timed))


def _left_out(one: Written, timed: bool) -> Iterator[LeftOut]:
    coded = {thing for thing, is_coded in _CODED.items() if is_coded(one)}
    if coded.isdisjoint(_STRUCTURE):
        return
    if one.path[-1] in SLOTS:
        coded |= {"frequency", "infusion time", "duration", "number of doses", "maximum", "as needed"}
    if timed or _is_a_step(one):
        coded |= {"frequency", "duration", "number of doses"}
    for thing, said in _SAID.items():
        stated = said(one.text) if thing not in coded else ""
        if stated:
            yield LeftOut(thing, stated, one.path, one.text)


def _is_a_step(one: Written) -> bool:
    """Whether the text tells steps of which another Dosage codes the rest."""
    holder = str(one.path[-2]) if len(one.path) > 1 else ""
    others = list(objects(one.resource.value.get(holder)))
    return len(others) > 1 and STEP.search(one.text) is not None


def _timed_elsewhere(document: FhirDocument) -> frozenset[Resource]:
    """The resources whose times stand around their Dosages: on the definition, or on the actions that order it."""
    timed = {resource for resource in document.resources if any(name.startswith("timing") for name in resource.value)}
    for _, action in actions(document):
        if action.get("extension") or any(name.startswith("timing") for name in action):
            target = ordered(document, action)
            if target is not None:
                timed.add(target)
    return frozenset(timed)


def _has(value: Json, *names: str) -> bool:
    """Whether one of the elements is there, were it only with an extension that says why it has no value."""
    return any(name in value or f"_{name}" in value for name in names)


def _has_dose(one: Written) -> bool:
    slots = (*DOSES, *RATES)
    return any(_has(rate, *slots) for _, rate in one.rates) or _has(one.value, *slots)


def _has_frequency(one: Written) -> bool:
    timing = mapping(one.value.get("timing"))
    often = _has(one.repeat, "frequency", "period", "when", "timeOfDay", "dayOfWeek")
    return often or _has(timing, "code", "event", "extension") or _is_rate_alone(one)


def _is_rate_alone(one: Written) -> bool:
    """Whether it runs all the time: a rate without a dose."""
    return any(_has(rate, *RATES) and not _has(rate, *DOSES) for _, rate in one.rates)


_BOUNDS = ("boundsDuration", "boundsRange", "boundsPeriod")


def _has_end(one: Written) -> bool:
    repeat, resource = one.repeat, one.resource.value
    around = _has(resource, "effectivePeriod", "daysSupply", "occurencePeriod", "occurrencePeriod")
    request = mapping(resource.get("dispenseRequest"))
    timing = mapping(one.value.get("timing"))
    counted = _has(repeat, *_BOUNDS, "count") or _has(timing, "event") or repeat.get("durationUnit") in _DAYS
    return counted or around or _has(request, "validityPeriod", "expectedSupplyDuration")


_DAYS = ("d", "wk", "mo", "a")
_CODED: dict[str, Callable[[Written], bool]] = {
    "dose": _has_dose,
    "route": lambda one: _has(one.value, "route"),
    "frequency": _has_frequency,
    "infusion time": lambda one: _has(one.repeat, "duration") or any(_has(rate, *RATES) for _, rate in one.rates),
    "duration": _has_end,
    "number of doses": _has_end,
    "maximum": lambda one: any(name.startswith("maxDose") for name in one.value),
    "as needed": lambda one: any(name.lstrip("_").startswith("asNeeded") for name in one.value),
}
_STRUCTURE = ("dose", "route", "frequency", "infusion time", "maximum")
"""What makes a Dosage a coded one; one with a text alone is as FHIR allows it."""
_NUMBER = r"(?:\d{1,4}(?:\.\d{1,3})?|one|two|three|half an?)"
_THING = r"(?:ml|(?:tablet|capsule|puff|drop|patch|spray|unit)(?:e?s)?|suppositor(?:y|ies))"
_COUNTED = re.compile(rf"\b(?:{_NUMBER}(?: (?:to|or|-) |-))?{_NUMBER} {_THING}\b", re.IGNORECASE)
_AS_NEEDED = re.compile(r"\b(?:(?:as|if|when) (?:needed|required|necessary)|p\.?r\.?n\b)", re.IGNORECASE)


def _route(text: str) -> str:
    found = routes_in(text)
    return next(iter(found)) if len(found) == 1 else ""


def _dose(text: str) -> str:
    found = [str(phrase.amount) for phrase in ordered_doses(text)]
    counted = _COUNTED.search(text)
    return " and ".join(found) or (counted[0] if counted else "")


_WEEK = Amount(Decimal(1), Decimal(1), Unit("wk"))


def _frequency(text: str) -> str:
    text = _ASIDE.sub("", text)
    found = [times_a_day(times) for times in times_per_day(text)]
    found += [every_hours_text(hours) for hours in every_hours(text)]
    found += [times_within(times, _WEEK) for times in times_per_week(text)]
    found += [] if found else [every_text(length) for length in intervals(text)]
    return " and ".join(found or _amounts_of_a_day(text))


_ASIDE = re.compile(
    r"\b(?:(?:max|increas|decreas|reduc|titrat|taper|escalat)\w*|at most|no(?:t|t to)? (?:more than|exceed))\b"
    r"(?:[^.;]|\.(?=\d))*",
    re.IGNORECASE,
)
"""A maximum or a later change: what is said there of times is not how often the dose is given."""


def _amounts_of_a_day(text: str) -> list[str]:
    """The amounts per day of a text that has no others: beside a dose they only explain it."""
    found = ordered_doses(text)
    return [f"{phrase.amount} per day" for phrase in found] if all(phrase.per_day for phrase in found) else []


_A_RATE = re.compile(r"/(?:min|h)\b")
"""How fast it may run at the most is no largest dose: `titrate to a maximum of 1 mcg/kg/min`."""
_SWALLOWED = re.compile(r"\b(?:tablets?|capsules?|by mouth|orally|p\.?o\b|swish|upright)", re.IGNORECASE)
"""What is swallowed does not run in: `one tablet, stay upright for 30 minutes`."""


def as_needed(text: str) -> str:
    """The words by which a text says that a drug is given only when needed; empty where it does not."""
    found = _AS_NEEDED.search(text)
    return found[0] if found else ""


def _only(values: Iterable[str]) -> str:
    """The one value of a text; a text with several is about several things."""
    found = list(values)
    return found[0] if len(found) == 1 else ""


_SAID: dict[str, Callable[[str], str]] = {
    "dose": _dose,
    "route": _route,
    "frequency": _frequency,
    "infusion time": lambda text: "" if _SWALLOWED.search(text) else _only(length.text for length in infusions(text)),
    "duration": lambda text: _only(length.text for length in stretches(_ASIDE.sub("", text))),
    "number of doses": lambda text: _only(f"{number} doses" for number in counts(text)),
    "maximum": lambda text: _only(
        str(phrase.amount) for phrase in maxima(text) if not _A_RATE.search(phrase.amount.unit.code)
    ),
    "as needed": as_needed,
}
