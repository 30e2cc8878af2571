"""Wrong days of a cycle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seeded.catalogue import Change, File, operator
from seeded.sites import day_actions, days
from seeded.tree import GONE, Edit, Path, at, edited, has


def offset(action: dict[str, Any]) -> tuple[Path, int] | None:
    """The path of the days after the start of the cycle below an action, and their number."""
    for index, related in enumerate(action.get("relatedAction", [])):
        if "value" in related.get("offsetDuration", {}):
            return ("relatedAction", index, "offsetDuration", "value"), related["offsetDuration"]["value"]
    return None


def moved(path: Path, action: dict[str, Any], day: int) -> tuple[Edit, ...]:
    """A leaf on another day: the day it names, its offset with its arithmetic, and its title."""
    edits: list[Edit] = [((*path, *days(action)[0][0]), day)]
    if (after := offset(action)) is not None:
        duration, arithmetic = after[0][:-1], ("extension", 0, "valueString")
        edits.append(((*path, *after[0]), day - 1))
        if has(action, (*duration, *arithmetic)):
            edits.append(((*path, *duration, *arithmetic), f"{day - 1} = {day} - 1"))
    title = action.get("title", "")
    if title.startswith("Day "):
        edits.append(((*path, "title"), f"Day {day}:{title.partition(':')[2]}"))
    return tuple(edits)


def alike(file: File) -> Iterator[list[tuple[Path, dict[str, Any]]]]:
    """The leaves of one cycle that give the same thing, each group in order."""
    groups: dict[tuple[Any, ...], list[tuple[Path, dict[str, Any]]]] = {}
    for path, action in day_actions(file):
        given = action.get("definitionCanonical") or action.get("title", "")
        if len(days(action)) == 1:
            groups.setdefault((path[:-1], given), []).append((path, action))
    yield from groups.values()


def lists(file: File) -> Iterator[tuple[Path, dict[str, Any], list[int]]]:
    """Actions that name several days in one list."""
    for path, action in day_actions(file):
        if len(days(action)) > 1:
            yield path, action, [day for _, day in days(action)]


def without_days(path: Path, action: dict[str, Any], keep: set[int]) -> tuple[Edit, ...]:
    """Takes all days out of a list but those to keep."""
    gone = [place[:-1] for place, day in reversed(days(action)) if day not in keep]
    return tuple(((*path, *place), GONE) for place in gone)


@operator("fhir")
def day_shifted(file: File) -> Iterator[Change]:
    """One day too late, where the day is named and nowhere else."""
    for path, action in day_actions(file):
        place, day = days(action)[-1]
        yield Change((*path, *place), f"day {day} → {day + 1}", (((*path, *place), day + 1),))


@operator("fhir")
def offset_shifted(file: File) -> Iterator[Change]:
    """Day 8 entered as 8 days after the start, which is day 9."""
    for path, action in file.actions:
        if (after := offset(action)) is not None:
            place = (*path, *after[0])
            yield Change(place, f"{after[1]} d → {after[1] + 1} d", ((place, after[1] + 1),))


@operator("fhir")
def offset_in_weeks(file: File) -> Iterator[Change]:
    """Seven days after the start entered as seven weeks."""
    for path, action in file.actions:
        if (after := offset(action)) is not None and after[1]:
            place = (*path, *after[0][:-1])
            yield Change(place, "d → wk", (((*place, "code"), "wk"), ((*place, "unit"), "wk")))


@operator("fhir")
def day_and_offset_shifted(file: File) -> Iterator[Change]:
    """One day too late everywhere the structure and the title say it."""
    for path, action in day_actions(file):
        if len(days(action)) == 1:
            day = days(action)[0][1]
            yield Change(path, f"day {day} → {day + 1}", moved(path, action, day + 1))


@operator("fhir")
def days_counted_from_nought(file: File) -> Iterator[Change]:
    """A programmer's day 0: every day of a plan one too early."""
    found = day_actions(file)
    edits = tuple(((*path, *place), day - 1) for path, action in found for place, day in days(action))
    if edits:
        yield Change(found[0][0][:-1], "every day one less", edits)


@operator("fhir")
def dash_read_as_every_day(file: File) -> Iterator[Change]:
    """ISMP: "days 4 - 11" of vincristine meant 4 and 11 and was read as every day from 4 to 11."""
    for group in alike(file):
        first, last = (days(action)[0][1] for _, action in (group[0], group[-1]))
        given = {days(action)[0][1] for _, action in group}
        more = [day for day in range(first, last) if day not in given]
        if more:
            yield Change(group[0][0], f"days {more} added", (_added(file, group[0], more),))
    for path, action, listed in lists(file):
        more = [day for day in range(min(listed), max(listed)) if day not in listed]
        if more:
            yield Change(path, f"days {more} added", (_longer(path, action, more),))


def _added(file: File, leaf: tuple[Path, dict[str, Any]], more: list[int]) -> Edit:
    """The list of actions with copies of a leaf on more days at its end."""
    path, action = leaf
    return path[:-1], [*at(file.value, path[:-1]), *(copied(action, day) for day in more)]


def copied(action: dict[str, Any], day: int) -> dict[str, Any]:
    """A copy of a leaf on another day, under an id of its own."""
    copy: dict[str, Any] = edited(action, moved((), action, day))
    return {**copy, "id": f"{action['id']}-{day}"} if "id" in action else copy


def _longer(path: Path, action: dict[str, Any], more: list[int]) -> Edit:
    holder = days(action)[0][0][:3]
    listed = at(action, holder)
    return (*path, *holder), [*listed, *({"url": "day", "valueInteger": day} for day in more)]


@operator("fhir")
def dash_read_as_both_ends(file: File) -> Iterator[Change]:
    """Days "1-4" read as days 1 and 4: what lies between is lost."""
    for group in alike(file):
        inner = [path for path, _ in group[1:-1]]
        if inner:
            yield Change(group[0][0], "the ends alone", tuple((path, GONE) for path in reversed(inner)))
    for path, action, listed in lists(file):
        if len(listed) > 2:
            yield Change(path, "the ends alone", without_days(path, action, {listed[0], listed[-1]}))


@operator("fhir")
def day_lost(file: File) -> Iterator[Change]:
    """One of the days of a drug is not taken over."""
    for path, action in day_actions(file):
        if len(days(action)) > 1:
            place, day = days(action)[-1]
            yield Change(path, f"no day {day}", (((*path, *place[:-1]), GONE),))
        else:
            yield Change(path, f"no day {days(action)[0][1]}", ((path, GONE),))


@operator("fhir")
def day_given_twice(file: File) -> Iterator[Change]:
    """One line of the plan twice, under another id: the same drug twice on one day."""
    for path, action in day_actions(file):
        again = {**action, "id": f"{action['id']}-again"} if "id" in action else action
        siblings = at(file.value, path[:-1])
        yield Change(path, "twice", ((path[:-1], [*siblings, again]),))


@operator("fhir")
def day_beyond_the_cycle(file: File) -> Iterator[Change]:
    """Day 1 of the next cycle written as day 43 of this one."""
    for path, action in day_actions(file):
        if len(days(action)) == 1:
            yield Change(path, "day 43", moved(path, action, 43))


@operator("fhir")
def moved_to_another_cycle(file: File) -> Iterator[Change]:
    """A day dropped into the neighbouring cycle when the plan was arranged."""
    for path, action in day_actions(file):
        other = (*path[:-3], path[-3] + 1) if isinstance(path[-3], int) else ()
        if other and has(file.value, other) and has(file.value, (*other, "action")):
            there = (*other, "action")
            yield Change(path, "in the next cycle", ((path, GONE), (there, [*at(file.value, there), action])))
