"""Every dosing number of a FHIR file as a fact: what it says, the words it points to, or that it is ours."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dosetrace.facts import Fact, Kind, Threshold, Value
from dosetrace.fhir.read.cycles import Cycle, cycles_of, repeat_of
from dosetrace.fhir.read.document import PLANS, FhirDocument, Json, Resource, mapping, objects, words
from dosetrace.fhir.read.dosage import drug_name, quantity, span, time
from dosetrace.fhir.read.dosages import SLOTS
from dosetrace.fhir.read.marks import derived, extensions, part, quotes
from dosetrace.fhir.read.medication import medication
from dosetrace.fhir.urls import FROM_CYCLE, STATED_TOTAL
from dosetrace.findings import Path
from dosetrace.reader import phrases
from dosetrace.timeline import Quote
from dosetrace.units import Amount, Unit, decimal


def facts_of(document: FhirDocument) -> tuple[Fact, ...]:
    """The facts of every resource of a file."""
    return tuple(fact for resource in document.resources for fact in _facts(document, resource))


def _facts(document: FhirDocument, resource: Resource) -> Iterator[Fact]:
    if resource.kind in PLANS:
        for cycle in cycles_of(document, resource):
            yield from _cycle(document, cycle)
        yield from _actions(document, resource.value, resource.path)
    elif any(slot in resource.value for slot in SLOTS):
        name = drug_name(medication(resource))
        for slot in SLOTS:
            yield from _rate(document, mapping(resource.value.get(slot)), (*resource.path, slot), name)
            for index, dosage in objects(resource.value.get(slot)):
                yield from _dosage(document, dosage, (*resource.path, slot, index), name)
    elif resource.kind == "Group":
        for index, item in objects(resource.value.get("characteristic")):
            low = mapping(mapping(item.get("valueRange")).get("low"))
            amount = quantity(low)
            if amount is not None:
                path = (*resource.path, "characteristic", index, "valueRange", "low")
                yield _fact(document, Kind.THRESHOLD, Threshold(">=", amount), path, low)


def _fact(document: FhirDocument, kind: Kind, value: Value, path: Path, *elements: Any, group: str = "") -> Fact:
    """A fact with the marks of its elements: of a range both ends, say."""
    found: tuple[Quote, ...] = ()
    for element in elements:
        found += quotes(element, document)
    ours = next((text for text in map(derived, elements) if text is not None), None)
    return Fact(kind, value, path, tuple(dict.fromkeys(found)), ours, group)


def _dosage(document: FhirDocument, dosage: Json, path: Path, name: str) -> Iterator[Fact]:
    for index, rate in objects(dosage.get("doseAndRate")):
        yield from _rate(document, rate, (*path, "doseAndRate", index), name)
    repeat = mapping(mapping(dosage.get("timing")).get("repeat"))
    yield from _repeat(document, repeat, (*path, "timing", "repeat"))
    route = mapping(dosage.get("route"))
    if quotes(route, document):
        text = words(route.get("text")) or "route"
        yield _fact(document, Kind.ROUTE, text, (*path, "route"), route)


def _rate(document: FhirDocument, rate: Json, path: Path, group: str) -> Iterator[Fact]:
    for name, value in rate.items():
        element = mapping(value)
        if name in ("doseQuantity", "dose", "rateQuantity"):
            yield from _amount(document, quantity(element), (*path, name), (element,), group)
        elif name in ("doseRange", "rateRange"):
            ends = (mapping(element.get("low")), mapping(element.get("high")))
            yield from _amount(document, span(element), (*path, name), ends, group)
        elif name == "rateRatio":
            yield from _ratio(document, element, (*path, name), group)


def _amount(
    document: FhirDocument, amount: Amount | None, path: Path, elements: tuple[Json, ...], group: str
) -> Iterator[Fact]:
    """A dose, or a rate per day, which its unit says."""
    if amount is None:
        return
    kind = Kind.DOSE
    if amount.unit.code.endswith("/d"):
        kind, amount = Kind.DAILY_DOSE, Amount(amount.low, amount.high, Unit(amount.unit.code.removesuffix("/d")))
    yield _fact(document, kind, amount, path, *elements, group=group)


def _ratio(document: FhirDocument, ratio: Json, path: Path, group: str) -> Iterator[Fact]:
    numerator, denominator = mapping(ratio.get("numerator")), mapping(ratio.get("denominator"))
    amount, per = quantity(numerator), quantity(denominator)
    if amount is None or per is None:
        return
    ours = derived(denominator)
    kind = Kind.DOSE if ours or per.unit != Unit("d") else Kind.DAILY_DOSE
    yield _fact(document, kind, amount, (*path, "numerator"), numerator, group=group)
    if ours:
        yield _fact(document, Kind.OURS, _whole(per.low), (*path, "denominator"), denominator)
    else:
        yield _fact(document, Kind.EVERY, per, (*path, "denominator"), denominator)


def _whole(value: Decimal | int) -> str:
    return format(Decimal(value), "f")


def _repeat(document: FhirDocument, repeat: Json, path: Path) -> Iterator[Fact]:
    """The numbers of a Timing of one administration: how often, how many, how long."""
    if not repeat:
        return
    bounds = mapping(repeat.get("boundsDuration"))
    amount = quantity(bounds)
    if amount is not None:
        yield _fact(document, Kind.DURATION, amount, (*path, "boundsDuration"), bounds)
    yield from _time(document, repeat, "duration", Kind.DURATION, path)
    yield from _plain(document, repeat, "count", Kind.COUNT, path)
    yield from _plain(document, repeat, "frequency", Kind.TIMES, path)
    yield from _time(document, repeat, "period", Kind.EVERY, path)


def _time(document: FhirDocument, repeat: Json, name: str, kind: Kind, path: Path) -> Iterator[Fact]:
    amount = time(repeat, name)
    if amount is None:
        return
    low, high = mapping(repeat.get(f"_{name}")), mapping(repeat.get(f"_{name}Max"))
    if derived(low) is not None:
        yield _fact(document, Kind.OURS, _whole(amount.low), (*path, name), low)
    else:
        yield _fact(document, kind, amount, (*path, name), low, high)


def _plain(document: FhirDocument, repeat: Json, name: str, kind: Kind, path: Path) -> Iterator[Fact]:
    value = repeat.get(name)
    marks = mapping(repeat.get(f"_{name}"))
    if isinstance(value, int) and not isinstance(value, bool):
        if derived(marks) is not None:
            yield _fact(document, Kind.OURS, str(value), (*path, name), marks)
        else:
            yield _fact(document, kind, value, (*path, name), marks)


def _cycle(document: FhirDocument, cycle: Cycle) -> Iterator[Fact]:
    """Number of cycles, their numbers, their length, the stated totals, and the days by the words that name them."""
    repeat, path = repeat_of(cycle.action), (*cycle.path, "timingTiming", "repeat")
    bounds = mapping(repeat.get("boundsDuration"))
    amount = quantity(bounds)
    if amount is not None:
        yield _fact(document, Kind.BOUNDS, amount, (*path, "boundsDuration"), bounds)
    yield from _plain(document, repeat, "count", Kind.CYCLE_COUNT, path)
    yield from _numbers(document, cycle, (*path, "count"))
    yield from _plain(document, repeat, "countMax", Kind.AT_MOST, path)
    yield from _plain(document, repeat, "frequency", Kind.TIMES, path)
    length = Kind.EVERY if amount is not None else Kind.LENGTH
    yield from _time(document, repeat, "period", length, path)
    yield from _time(document, repeat, "duration", length, path)
    yield from _totals(document, cycle)
    yield from _days(cycle)


def _numbers(document: FhirDocument, cycle: Cycle, path: Path) -> Iterator[Fact]:
    marks = mapping(repeat_of(cycle.action).get("_count"))
    found = quotes(marks, document)
    if cycle.numbers and found and derived(marks) is not None:
        yield Fact(Kind.CYCLES, cycle.numbers, path, found, group="part")


def _totals(document: FhirDocument, cycle: Cycle) -> Iterator[Fact]:
    for index, item in objects(cycle.action.get("extension")):
        if item.get("url") == STATED_TOTAL:
            element = mapping(part(item, "total").get("valueQuantity"))
            amount = quantity(element)
            if amount is not None:
                yield _fact(document, Kind.TOTAL, amount, (*cycle.path, "extension", index), element)


def _days(cycle: Cycle) -> Iterator[Fact]:
    """The days of each cycle, gathered by the words that name them: `days 8 and 15` stands on two actions."""
    groups: dict[tuple[Quote, ...], list[tuple[int, Path]]] = {}
    for leaf in cycle.leaves:
        dated: list[tuple[Quote, ...]] = [(quote,) for quote in leaf.quotes if phrases.days(quote.text)]
        for key in dated or [leaf.quotes]:
            groups.setdefault(key, []).extend((day, leaf.path) for day in leaf.days or ())
    for key, found in groups.items():
        if found:
            days = tuple(sorted({day for day, _ in found}))
            yield Fact(Kind.DAYS, days, found[0][1], key, group=str(cycle.path))


def _actions(document: FhirDocument, parent: Json, path: Path) -> Iterator[Fact]:
    """Offsets, and the clocks of single actions, at any depth."""
    stack = [(parent, path)]
    while stack:
        here, at = stack.pop()
        for index, action in objects(here.get("action")):
            below = (*at, "action", index)
            stack.append((action, below))
            yield from _offsets(document, action, below)
            yield from _first_cycle(action, below)
            if not action.get("action"):
                yield from _repeat(document, repeat_of(action), (*below, "timingTiming", "repeat"))


def _first_cycle(action: Json, path: Path) -> Iterator[Fact]:
    for item in extensions(action, FROM_CYCLE):
        first = part(item, "cycle").get("valueInteger")
        if isinstance(first, int):
            yield Fact(Kind.OURS, str(first), path, (), words(part(item, "derived").get("valueString")))


def _offsets(document: FhirDocument, action: Json, path: Path) -> Iterator[Fact]:
    for index, related in objects(action.get("relatedAction")):
        element = mapping(related.get("offsetDuration"))
        value = decimal(element.get("value"))
        if value is not None:
            at = (*path, "relatedAction", index, "offsetDuration")
            yield _fact(document, Kind.OURS, _whole(value), at, element)


def stated_totals(cycle: Cycle) -> Iterator[tuple[int, str, Amount, str | None]]:
    """(extension position, drug, total, condition) of each sum the source states for a cycle."""
    for index, item in objects(cycle.action.get("extension")):
        if item.get("url") == STATED_TOTAL:
            amount = quantity(mapping(part(item, "total").get("valueQuantity")))
            if amount is not None:
                yield (
                    index,
                    words(part(item, "drug").get("valueString")),
                    amount,
                    words(part(item, "when").get("valueString")) or None,
                )
