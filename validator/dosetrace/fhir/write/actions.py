"""The actions of a regimen with phases of its own: cycles after each other, clocks beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.course import Stretch, stretches
from dosetrace.fhir.urls import STATED_TOTAL
from dosetrace.fhir.write.elements import Marks, Release, derived, marked, not_stated, number, quantity
from dosetrace.fhir.write.jsontext import Json
from dosetrace.fhir.write.leaves import Row, Writer, leaves, named
from dosetrace.model import Regimen, StatedTotal
from dosetrace.timeline import RESPONSE_MISSING, Quote, cycles_text
from dosetrace.units import Amount


def course_actions(writer: Writer) -> Iterator[Json]:
    """The cycles one after the other, and the clocks that run beside each other."""
    previous: str | None = None
    for base, overlays in _cycle_stretches(writer.regimen):
        action = _cycle(writer, base, overlays, previous)
        previous = str(action["id"])
        yield action
    for clock in (stretch for stretch in stretches(writer.regimen) if stretch.cycles is None):
        yield _clock(writer, clock)


def _cycle_stretches(regimen: Regimen) -> list[tuple[Stretch, list[Stretch]]]:
    """Each stretch of cycles with those that replace it once a response is reached, in the order of the cycles."""
    cyclic = [stretch for stretch in stretches(regimen) if stretch.cycles]
    later = [s for s in cyclic if s.phase.when and not s.phase.when.text.endswith(RESPONSE_MISSING)]
    base = [stretch for stretch in cyclic if stretch not in later]
    return [(s, [o for o in later if set(o.cycles or ()) & set(s.cycles or ())]) for s in sorted(base, key=_first)]


def _first(stretch: Stretch) -> int:
    return (stretch.cycles or (0,))[0]


def _cycle(writer: Writer, base: Stretch, overlays: list[Stretch], previous: str | None) -> Json:
    cycles = base.cycles or ()
    text = cycles_text(cycles)
    word = "Cycle" if len(cycles) == 1 else "Cycles"
    identifier = f"{word}-{text}".lower().replace(" ", "-").replace(",", "")
    rows = [row for stretch in (base, *overlays) for row in _rows(writer, stretch, bool(overlays), cycles[0])]
    totals = [total for stretch in (base, *overlays) for total in _stated_totals(writer, stretch, bool(overlays))]
    action: Json = {"id": identifier, **({"extension": totals} if totals else {}), "title": f"{word} {text}"}
    action |= named(base.phase)
    action["relatedAction"] = [writer.related(previous, "after-end")] if previous else []
    action["timingTiming"] = {"repeat": _cycle_repeat(writer, base)}
    action |= {"cardinalityBehavior": "multiple"} if len(cycles) > 1 else {}
    action["action"] = list(leaves(writer, identifier, rows))
    return {key: value for key, value in action.items() if value != []}


def _coded(action: Json, release: Release) -> Json:
    """`code` is a list in R4 and a single concept in R5."""
    for child in action.get("action", []):
        _coded(child, release)
    if "code" in action and release is Release.R4:
        action["code"] = [action["code"]]
    return action


def for_release(actions: list[Json], release: Release) -> list[Json]:
    """The actions with the elements that differ between the releases in the form of this one."""
    return [_coded(action, release) for action in actions]


def _rows(writer: Writer, stretch: Stretch, conditional: bool, first: int) -> Iterator[Row]:
    begins = (stretch.cycles or (first,))[0]
    condition = stretch.phase.when if conditional else None
    for give in stretch.gives:
        level = writer.levels[give]
        yield Row(give, level, condition or give.when, stretch.phase, begins if begins > first else None)


def _stated_totals(writer: Writer, stretch: Stretch, conditional: bool) -> Iterator[Json]:
    for total in stretch.phase.totals:
        when = stretch.phase.when.text if conditional and stretch.phase.when else None
        yield {"url": STATED_TOTAL, "extension": list(_stated_total(writer, total, when))}


def _stated_total(writer: Writer, total: StatedTotal, when: str | None) -> Iterator[Json]:
    yield {"url": "drug", "valueString": total.drug}
    yield {
        "url": "total",
        "valueQuantity": quantity(total.amount.low, total.amount.unit, writer.refs(total.quotes)),
    }
    if when:
        yield {"url": "when", "valueString": when}


def _cycle_repeat(writer: Writer, stretch: Stretch) -> Json:
    phase, cycles = stretch.phase, stretch.cycles or ()
    repeat: Json = {} if phase.length else {"extension": not_stated("cycle length")}
    if phase.cycles and phase.cycles.at_most:
        marked(repeat, "count", 1, derived("1: the source states no least number of cycles"))
        marked(repeat, "countMax", len(cycles), writer.refs(phase.cycles.quoted.quotes))
    else:
        marked(repeat, "count", len(cycles), _count_marks(writer, stretch))
    if phase.length:
        repeat |= _period(writer, phase.length.value, phase.length.quotes)
    return repeat


def _count_marks(writer: Writer, stretch: Stretch) -> Marks:
    """A stated number of cycles is quoted; one that follows from their numbers is derived, with both."""
    cycles = stretch.cycles or ()
    phases = [
        p for p in writer.regimen.phases if p.cycles and p.when == stretch.phase.when and cycles[0] in p.cycles.numbers
    ]
    quotes = tuple(quote for phase in phases if phase.cycles for quote in phase.cycles.quoted.quotes)
    stated = any(phase.cycles and phase.cycles.quoted.value == len(cycles) for phase in phases)
    ours = derived(f"{len(cycles)} = {cycles[-1]} - {cycles[0]} + 1")
    return writer.refs(quotes) if stated else ours + writer.refs(quotes)


def _period(writer: Writer, length: Amount, quotes: tuple[Quote, ...]) -> Json:
    repeat: Json = {}
    marked(repeat, "frequency", 1, derived("1: once each cycle"))
    for name in ("period", "duration"):
        marked(repeat, name, number(length.low), writer.refs(quotes))
        if length.is_range:
            marked(repeat, f"{name}Max", number(length.high), writer.refs(quotes))
        repeat[f"{name}Unit"] = length.unit.code
    return repeat


def _clock(writer: Writer, stretch: Stretch) -> Json:
    phase = stretch.phase
    assert phase.bounds is not None
    assert phase.length is not None
    bounds, every = phase.bounds.value, phase.length.value
    repeat: Json = {"boundsDuration": quantity(bounds.low, bounds.unit, writer.refs(phase.bounds.quotes))}
    marked(repeat, "frequency", 1, derived("1: once each period"))
    marked(repeat, "period", number(every.low), writer.refs(phase.length.quotes))
    repeat["periodUnit"] = every.unit.code
    identifier = phase.id or "clock"
    rows = list(_rows(writer, stretch, False, 0))
    given = list(leaves(writer, identifier, rows, every))
    title = phase.title or identifier
    return {
        "id": identifier,
        "title": title,
        **named(phase),
        "timingTiming": {"repeat": repeat},
        "action": given,
    }
