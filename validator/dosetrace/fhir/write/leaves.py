"""The actions inside a cycle: one for each drug and day, and the choices between doses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dosetrace.course import dose_of
from dosetrace.fhir.urls import DAYS_OF_CYCLE, FROM_CYCLE
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
from dosetrace.model import Condition, Give, Phase, Regimen
from dosetrace.terminology import drug
from dosetrace.timeline import Quote
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
        return quoted(self.regimen, quotes)


def named(phase: Phase) -> Json:
    """The id and title of a phase that has them: codes no engine reads, kept for people and for reading back."""
    if not phase.id:
        return {}
    concept = {"text": phase.id}
    return {"description": phase.title or phase.id, "code": concept}


def leaves(writer: Writer, parent: str, rows: list[Row], clock: Amount | None = None) -> Iterator[Json]:
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
    same = len({row.level.name for row in rows}) == 1 and len(rows) > 1
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
    return {"definitionCanonical": canonical("ActivityDefinition", row.level.name, writer.regimen.version)}


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
        action |= named(row.phase)
    if row.condition is not None and computable(row.condition):
        action["condition"] = [expression(writer.regimen, branch(row.condition))]
    elif row.condition is not None:
        action["reason"] = [{"extension": writer.refs(row.condition.quotes), "text": row.condition.text}]
        action["textEquivalent"] = row.condition.text
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
