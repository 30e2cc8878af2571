"""The actions of a regimen with phases of its own: cycles, days, choices between doses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dosetrace.fhir.urls import DAYS_OF_CYCLE, FROM_CYCLE, STATED_TOTAL
from dosetrace.fhir.write.activity import Level
from dosetrace.fhir.write.conditions import Branch, branch, complement, computable, expression, undecided
from dosetrace.fhir.write.elements import (
    Marks,
    Release,
    canonical,
    derived,
    marked,
    not_stated,
    number,
    quantity,
    quoted,
)
from dosetrace.fhir.write.jsontext import Json
from dosetrace.model import Condition, Give, Phase, Regimen, StatedTotal, Stretch, dose_of, stretches
from dosetrace.schedule import RESPONSE_MISSING, Quote, cycles_text
from dosetrace.terminology import drug
from dosetrace.units import DAY, Amount
from dosetrace.wording import dose_text


@dataclass(frozen=True)
class Row:
    """One give in one stretch, under the stretch's condition or its own."""

    give: Give
    level: Level
    condition: Condition | None
    phase: Phase
    from_cycle: int | None = None


@dataclass(frozen=True)
class Writer:
    """What every action of one plan needs to know."""

    regimen: Regimen
    levels: dict[Give, Level]
    release: Release

    def related(self, target: str, relationship: str, **more: Json) -> Json:
        key = "actionId" if self.release is Release.R4 else "targetId"
        return {key: target, "relationship": relationship, **more}

    def refs(self, quotes: tuple[Quote, ...]) -> Marks:
        return quoted(self.regimen.id, quotes)


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
    action |= _name(base.phase)
    action["relatedAction"] = [writer.related(previous, "after-end")] if previous else []
    action["timingTiming"] = {"repeat": _cycle_repeat(writer, base)}
    action |= {"cardinalityBehavior": "multiple"} if len(cycles) > 1 else {}
    action["action"] = list(_leaves(writer, identifier, rows))
    return {key: value for key, value in action.items() if value != []}


def _name(phase: Phase) -> Json:
    """The id and title of a phase that has them: codes no engine reads, kept for people and for reading back."""
    if not phase.id:
        return {}
    concept = {"text": phase.id}
    return {"description": phase.title or phase.id, "code": concept}


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
    leaves = list(_leaves(writer, identifier, rows, every))
    title = phase.title or identifier
    return {
        "id": identifier,
        "title": title,
        **_name(phase),
        "timingTiming": {"repeat": repeat},
        "action": leaves,
    }


def _leaves(writer: Writer, parent: str, rows: list[Row], clock: Amount | None = None) -> Iterator[Json]:
    """One action for each drug and day; a choice between doses where more than one may be given."""
    days = sorted({day for row in rows for day in row.give.days or ()})
    names = dict.fromkeys(row.give.drug for row in rows)
    for day in [*days, None]:
        for name in names:
            slot = [
                r for r in rows if r.give.drug == name and (day in (r.give.days or ()) if day else r.give.days is None)
            ]
            if slot:
                yield from _slot(writer, parent, day, slot, clock)


def _slot(writer: Writer, parent: str, day: int | None, rows: list[Row], clock: Amount | None) -> Iterator[Json]:
    slug = drug(rows[0].give.drug).slug
    identifier = f"{parent}-day-{day}-{slug}" if day else f"{parent}-{slug}"
    conditional = [row for row in rows if row.condition is not None]
    same = len({row.level.id for row in rows}) == 1 and len(rows) > 1
    if not conditional or same:
        for turn, row in enumerate([rows[0]] if same else rows):
            shown = rows if same else [row]
            suffix = f"-{turn + 1}" if turn else ""
            yield {
                **_place(writer, parent, identifier + suffix, day, shown, clock),
                **_definition(writer, row),
            }
        return
    title = f"{rows[0].give.drug}: exactly one of these"
    yield {
        **_place(writer, parent, identifier, day, rows, clock),
        "title": title,
        "groupingBehavior": "logical-group",
        "selectionBehavior": "exactly-one",
        "requiredBehavior": "must",
        "action": [*_branches(writer, identifier, rows)],
    }


def _place(
    writer: Writer, parent: str, identifier: str, day: int | None, rows: list[Row], clock: Amount | None
) -> Json:
    """Id, day and offset of a leaf; the gap where no day is stated; an interval of weeks or months of its own."""
    give = rows[0].give
    marks = writer.refs(tuple(quote for row in rows for quote in row.give.quotes))
    gap = not_stated("day of cycle") if _day_is_missing(writer, give) else []
    if day is None:
        own = give.every is not None and (clock is None or not give.every.equals(clock))
        timing = {"timingTiming": {"repeat": _every(writer, give)}} if own else {}
        return {"id": identifier, "extension": gap + marks, "title": _title(give), **timing}
    offset = quantity(Decimal(day - 1), DAY, derived(f"{day - 1} = {day} - 1"))
    return {
        "id": identifier,
        "extension": [{"url": DAYS_OF_CYCLE, "extension": [{"url": "day", "valueInteger": day}]}, *marks],
        "title": f"Day {day}: {_title(give)}",
        "relatedAction": [writer.related(parent, "after-start", offsetDuration=offset)],
    }


def _title(give: Give) -> str:
    return f"{give.drug}, {dose_text(dose_of(give))}"


def _day_is_missing(writer: Writer, give: Give) -> bool:
    gaps = [declared.gap for declared in writer.regimen.gaps]
    return give.days is None and any(gap.fact == "day of cycle" and gap.about == give.drug for gap in gaps)


def _every(writer: Writer, give: Give) -> Json:
    assert give.every is not None
    repeat: Json = {}
    marked(repeat, "frequency", 1, derived("1: once each time"))
    marked(repeat, "period", number(give.every.low), writer.refs(give.quotes))
    repeat["periodUnit"] = give.every.unit.code
    return repeat


def _definition(writer: Writer, row: Row) -> Json:
    return {"definitionCanonical": canonical("ActivityDefinition", row.level.id, writer.regimen.version)}


def _branches(writer: Writer, parent: str, rows: list[Row]) -> Iterator[Json]:
    for turn, row in enumerate(rows, 1):
        yield _branch(writer, f"{parent}-{turn}", row)
    asked = next((row.condition for row in rows if computable(row.condition)), None)
    if asked is None:
        return
    if asked.kind == "cd20":
        yield _empty(writer, f"{parent}-not-given", complement(asked))
    yield _empty(writer, f"{parent}-decide", undecided(asked))


def _branch(writer: Writer, identifier: str, row: Row) -> Json:
    action: Json = {"id": identifier, "extension": [*_from_cycle(row), *writer.refs(row.give.quotes)]}
    action["title"] = _title(row.give)
    if row.from_cycle is not None:
        action |= _name(row.phase)
    if row.condition is not None and computable(row.condition):
        action["condition"] = [expression(writer.regimen, branch(row.condition))]
    elif row.condition is not None:
        action["reason"] = [{"extension": writer.refs(row.condition.quotes), "text": row.condition.text}]
    return {**action, **_definition(writer, row)}


def _from_cycle(row: Row) -> Marks:
    """The first cycle in which the branch can be taken, with its arithmetic."""
    if row.from_cycle is None:
        return []
    arithmetic = f"{row.from_cycle} = {row.from_cycle - 1} + 1"
    return [{"url": FROM_CYCLE, "extension": [{"url": "cycle", "valueInteger": row.from_cycle},
                                              {"url": "derived", "valueString": arithmetic}]}]  # fmt: skip


def _empty(writer: Writer, identifier: str, chosen: Branch) -> Json:
    return {"id": identifier, "title": chosen.text, "condition": [expression(writer.regimen, chosen)]}


def branches_of(regimen: Regimen) -> tuple[list[Branch], set[str]]:
    """Every define the conditions of a regimen need, and the kinds of condition among them."""
    conditions = [phase.when for phase in regimen.phases] + [g.when for phase in regimen.phases for g in phase.gives]
    asked = [condition for condition in dict.fromkeys(conditions) if condition is not None and computable(condition)]
    found = [branch(condition) for condition in asked]
    found += [complement(condition) for condition in asked if condition.kind == "cd20"]
    found += [undecided(condition) for condition in asked]
    return list(dict.fromkeys(found)), {condition.kind for condition in asked}
