"""One ActivityDefinition for each drug and dose level of a regimen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from dosetrace.course import dose_of
from dosetrace.fhir.urls import CONTINUOUS
from dosetrace.fhir.write.elements import (
    Marks,
    absent,
    concept,
    derived,
    header,
    marked,
    not_stated,
    number,
    paragraph,
    quantity,
    quoted,
)
from dosetrace.fhir.write.jsontext import Json
from dosetrace.model import Give, Phase, Regimen
from dosetrace.terminology import drug, route_code
from dosetrace.timeline import Quote
from dosetrace.units import DAY, Amount, Unit
from dosetrace.wording import dose_text

_ORDERED = {
    "coding": [
        {"system": "http://terminology.hl7.org/CodeSystem/dose-rate-type", "code": "ordered", "display": "Ordered"}
    ]
}
_SHOWN_ELSEWHERE = ("dose", "route", "day of cycle")


@dataclass(frozen=True)
class Level:
    """A dose level: all the gives of a regimen that differ only in day, cycle or condition, as one.

    Its give has the interval of weeks or months in which it comes, also where that is the clock of its phase:
    engines hand on what the dosage says, and a weekly drug without its interval reads like a daily one.
    """

    name: str
    give: Give
    quotes: tuple[Quote, ...]
    every_quotes: tuple[Quote, ...] = ()


def levels(regimen: Regimen) -> dict[Give, Level]:
    """Every give of the regimen to its dose level."""
    groups: dict[Give, list[tuple[Give, Phase]]] = {}
    for phase in regimen.phases:
        for give in phase.gives:
            groups.setdefault(_key(give, phase), []).append((give, phase))
    own = _own_names([level_name(regimen, key) for key in groups])
    return {
        give: Level(name, key, _quotes(give for give, _ in members), _every_quotes(*members[0]))
        for name, (key, members) in zip(own, groups.items(), strict=True)
        for give, _ in members
    }


def _quotes(gives: Iterable[Give]) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys(quote for give in gives for quote in give.quotes))


def _interval(give: Give, phase: Phase) -> Amount | None:
    """The interval of weeks or months: of the drug itself, else of the clock it runs by."""
    if give.every_hours or give.times_per_day:
        return None
    clock = phase.length.value if phase.bounds and phase.length else None
    return give.every or (clock if clock and clock.unit != DAY else None)


def _every_quotes(give: Give, phase: Phase) -> tuple[Quote, ...]:
    if _interval(give, phase) is None:
        return ()
    return give.quotes if give.every or phase.length is None else phase.length.quotes


def _own_names(names: list[str]) -> list[str]:
    """The names, numbered where used before: levels that differ in route or length only are two resources."""
    before = [names[:turn].count(name) for turn, name in enumerate(names)]
    return [f"{name}-{count + 1}" if count else name for name, count in zip(names, before, strict=True)]


def _key(give: Give, phase: Phase) -> Give:
    every = _interval(give, phase)
    return replace(give, quotes=(), days=None, cycles=None, when=None, derived=_per(give), every=every)


def _per(give: Give) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in give.derived if pair[0] in ("per", "doses"))


def level_name(regimen: Regimen, give: Give) -> str:
    """`mini-hcvd-ino-cyclophosphamide-150-mg-m2-q12h`."""
    dose = re.sub(r"[^0-9A-Za-z.]+", "-", str(give.amount)) if give.amount else "dose-not-stated"
    per = "-per-day" if give.per == "day" else ""
    often = f"-q{give.every_hours}h" if give.every_hours else f"-x{give.times_per_day}" if give.times_per_day else ""
    return f"{regimen.id}-{drug(give.drug).slug}-{dose}{per}{often}"


def activity_definition(regimen: Regimen, level: Level) -> Json:
    """The ActivityDefinition of one dose level, the same in R4 and R5."""
    give = level.give
    title = f"{give.drug}, {dose_text(dose_of(give))}"
    route = give.route.value if give.route else None
    return {
        **header("ActivityDefinition", level.name, title, regimen, paragraph(title)),
        "kind": "MedicationRequest",
        "intent": "proposal",
        "productCodeableConcept": concept(drug(give.drug).published_codes(route), give.drug),
        "dosage": [_dosage(regimen, level)],
    }


def _dosage(regimen: Regimen, level: Level) -> Json:
    give = level.give
    facts = [d.gap.fact for d in regimen.gaps if d.gap.about == give.drug and d.gap.fact not in _SHOWN_ELSEWHERE]
    gaps = [fact for fact in facts if give.amount is None or not fact.startswith("dose ")]
    dosage: Json = {"extension": [mark for fact in gaps for mark in not_stated(fact)]} if gaps else {}
    dosage["text"] = dose_text(dose_of(give))
    timing = _timing(regimen, level)
    if timing:
        dosage["timing"] = {"repeat": timing}
    dosage["route"] = _route(regimen, give)
    if give.continuous:
        dosage["method"] = {"extension": quoted(regimen, level.quotes), "text": CONTINUOUS}
    dosage["doseAndRate"] = [{"type": _ORDERED, **_dose(regimen, level)}]
    return dosage


def _timing(regimen: Regimen, level: Level) -> Json:
    give, marks = level.give, quoted(regimen, level.quotes)
    repeat: Json = {}
    if give.duration is not None and not give.continuous:
        repeat["boundsDuration"] = quantity(give.duration.low, give.duration.unit, marks)
    if give.count:
        ours = give.derivation("doses")
        marked(repeat, "count", give.count, derived(ours) if ours else marks)
    length = give.infusion or (give.duration if give.continuous else None)
    if length is not None:
        marked(repeat, "duration", number(length.low), marks)
        if length.is_range:
            marked(repeat, "durationMax", number(length.high), marks)
        repeat["durationUnit"] = length.unit.code
    if give.every_hours:
        marked(repeat, "frequency", 1, derived("1: one administration each time"))
        marked(repeat, "period", give.every_hours, marks)
        repeat["periodUnit"] = "h"
    elif give.times_per_day:
        marked(repeat, "frequency", give.times_per_day, marks)
        marked(repeat, "period", 1, derived("1: the words say how often a day"))
        repeat["periodUnit"] = "d"
    elif give.every and not (give.duration or give.per == "day"):
        marked(repeat, "frequency", 1, derived("1: once each time"))
        marked(repeat, "period", number(give.every.low), quoted(regimen, level.every_quotes))
        repeat["periodUnit"] = give.every.unit.code
    return repeat


def _route(regimen: Regimen, give: Give) -> Json:
    if give.route is None:
        return absent()
    return {
        "extension": quoted(regimen, give.route.quotes),
        **concept([route_code(give.route.value)], give.route.value),
    }


def _dose(regimen: Regimen, level: Level) -> Json:
    give, marks = level.give, quoted(regimen, level.quotes)
    if give.amount is None:
        return {"rateRatio" if give.continuous else "doseQuantity": absent()}
    if give.per == "day" and give.amount.is_range:
        daily = Unit(f"{give.amount.unit.code}/d")
        low, high = (quantity(end, daily, marks) for end in (give.amount.low, give.amount.high))
        return {"rateRange": {"low": low, "high": high}}
    if give.per == "day":
        return {"rateRatio": _per_day(give, give.amount, marks)}
    if give.amount.is_range:
        low, high = (quantity(end, give.amount.unit, marks) for end in (give.amount.low, give.amount.high))
        return {"doseRange": {"low": low, "high": high}}
    return {"doseQuantity": quantity(give.amount.low, give.amount.unit, marks)}


def _per_day(give: Give, amount: Amount, marks: Marks) -> Json:
    reason = give.derivation("per")
    day = derived(f"1: {reason}") if reason else marks
    return {
        "numerator": quantity(amount.low, amount.unit, marks),
        "denominator": quantity(Decimal(1), Unit("d"), day),
    }
