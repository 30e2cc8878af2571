"""Wrong cycles: how many, how long, in which order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from seeded.catalogue import Change, File, operator
from seeded.sites import cycle_repeats, day_actions, is_number
from seeded.timing import LONGER, to
from seeded.tree import GONE, Path, at


def cycle_paths(file: File) -> list[Path]:
    """The actions that are cycles: they have a timing and hold the days or the doses."""
    return [path[:-2] for path, _ in cycle_repeats(file) if "action" in at(file.value, path[:-2])]


@operator("fhir")
def number_of_cycles_changed(file: File) -> Iterator[Change]:
    """Six cycles for four: the number of another protocol."""
    for path, repeat in cycle_repeats(file):
        key = "countMax" if "countMax" in repeat else "count"
        if is_number(repeat.get(key)):
            other = {6: 4, 4: 6}.get(repeat[key], repeat[key] + 1)
            yield to(path, key, repeat[key], other)


@operator("fhir")
def number_of_cycles_lost(file: File) -> Iterator[Change]:
    """The greatest number of cycles is not taken over: treatment without an end."""
    for path, repeat in cycle_repeats(file):
        keys = [key for key in ("count", "countMax", "_count", "_countMax") if key in repeat]
        if keys and (repeat.get("count", 1) > 1 or "countMax" in repeat):
            yield Change(path, "no number", tuple(((*path, key), GONE) for key in keys))


@operator("fhir")
def cycle_length_swapped(file: File) -> Iterator[Change]:
    """21 days for 28 and the reverse, in all places of the structure."""
    for path, repeat in cycle_repeats(file):
        keys = [key for key in ("period", "duration") if repeat.get(key, 0) > 7]
        if keys and repeat.get("durationUnit", repeat.get("periodUnit")) == "d":
            new = {21: 28, 28: 21}.get(repeat[keys[0]], repeat[keys[0]] + 7)
            yield Change(path, f"{repeat[keys[0]]} d → {new} d", tuple(((*path, key), new) for key in keys))


@operator("fhir")
def cycle_period_alone_changed(file: File) -> Iterator[Change]:
    """A cycle begins every 21 days and lasts 28: one of two fields corrected."""
    for path, repeat in cycle_repeats(file):
        if "period" in repeat and "duration" in repeat and repeat.get("periodUnit") == "d":
            yield to(path, "period", repeat["period"], {21: 28, 28: 21}.get(repeat["period"], repeat["period"] + 7))


@operator("fhir")
def cycle_length_in_weeks(file: File) -> Iterator[Change]:
    """28 days entered as 28 weeks."""
    for path, repeat in cycle_repeats(file):
        keys = [key for key in ("periodUnit", "durationUnit") if repeat.get(key) in LONGER]
        if keys:
            new = LONGER[repeat[keys[0]]]
            yield Change(path, f"{repeat[keys[0]]} → {new}", tuple(((*path, key), new) for key in keys))


@operator("fhir")
def cycle_length_lost(file: File) -> Iterator[Change]:
    """How long a cycle is is not taken over."""
    for path, repeat in cycle_repeats(file):
        wanted = ("period", "periodMax", "periodUnit", "duration", "durationMax", "durationUnit", "frequency")
        keys = [key for name in wanted for key in (name, f"_{name}") if key in repeat]
        if "duration" in keys or "period" in keys:
            yield Change(path, "no length", tuple(((*path, key), GONE) for key in keys))


@operator("fhir")
def longest_cycle_lost(file: File) -> Iterator[Change]:
    """Of "21 to 28 days" only the first number is taken over."""
    for path, repeat in cycle_repeats(file):
        keys = [key for name in ("periodMax", "durationMax") for key in (name, f"_{name}") if key in repeat]
        if keys:
            yield Change(path, "no upper end", tuple(((*path, key), GONE) for key in keys))


@operator("fhir")
def cycle_lost(file: File) -> Iterator[Change]:
    """A cycle is left out, all that it gives with it."""
    for path in cycle_paths(file):
        yield Change(path, "no such cycle", ((path, GONE),))


@operator("fhir")
def cycle_given_twice(file: File) -> Iterator[Change]:
    """A cycle copied to make the next one, and left as it was."""
    for path in cycle_paths(file):
        yield Change(path, "twice", ((path[:-1], [*at(file.value, path[:-1]), at(file.value, path)]),))


@operator("fhir")
def drugs_of_cycles_swapped(file: File) -> Iterator[Change]:
    """Odd cycles get what belongs to even ones: what two neighbours hold changes places."""
    paths = [path for path in cycle_paths(file) if "timingTiming" in at(file.value, path)]
    for first, second in pairwise(paths):
        here, there = at(file.value, first)["action"], at(file.value, second)["action"]
        if first[:-1] == second[:-1] and _given(here) != _given(there):
            yield Change(first, "swapped", (((*first, "action"), there), ((*second, "action"), here)))


def _given(actions: list[dict[str, object]]) -> list[object]:
    return [(action.get("title"), action.get("definitionCanonical")) for action in actions]


@operator("fhir")
def order_of_cycles_changed(file: File) -> Iterator[Change]:
    """A cycle that follows another is hung on itself: nothing says any more when it begins."""
    for path, action in file.actions:
        for index, related in enumerate(action.get("relatedAction", [])):
            key = "targetId" if "targetId" in related else "actionId"
            if "after" in related.get("relationship", "") and "id" in action and related.get(key) != action["id"]:
                place = (*path, "relatedAction", index, key)
                yield Change(place, f"{related.get(key)} → {action['id']}", ((place, action["id"]),))


@operator("fhir")
def order_of_cycles_lost(file: File) -> Iterator[Change]:
    """What follows what is not taken over: all begin at once."""
    leaves = {path for path, _ in day_actions(file)}
    for path, action in file.actions:
        if "relatedAction" in action and path not in leaves:
            yield Change(path, "no order", (((*path, "relatedAction"), GONE),))


@operator("fhir")
def length_of_treatment_changed(file: File) -> Iterator[Change]:
    """Three years entered as three months."""
    for path, repeat in cycle_repeats(file):
        bounds = repeat.get("boundsDuration", {})
        if bounds.get("code") in ("a", "mo"):
            new = {"a": "mo", "mo": "wk"}[bounds["code"]]
            place = (*path, "boundsDuration")
            yield Change(place, f"{bounds['code']} → {new}", (((*place, "code"), new), ((*place, "unit"), new)))
