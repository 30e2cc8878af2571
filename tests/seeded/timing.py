"""Wrong times: how often, how long, over how many hours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seeded.catalogue import Change, File, operator
from seeded.sites import dosages, dose_repeats, is_number
from seeded.tree import GONE, Path, figures

LONGER = {"min": "h", "h": "d", "d": "wk", "wk": "mo", "mo": "a"}
SHORTER = {longer: shorter for shorter, longer in LONGER.items()}


def to(path: Path, key: str, old: Any, new: Any) -> Change:
    return Change((*path, key), f"{old} → {new}", (((*path, key), new),))


@operator("fhir")
def once_for_twice(file: File) -> Iterator[Change]:
    """Adelaide 2014 to 2015: one protocol said cytarabine once instead of twice daily; ten patients were underdosed."""
    for path, repeat in dose_repeats(file):
        if is_number(repeat.get("frequency")) and repeat["frequency"] > 1:
            yield to(path, "frequency", repeat["frequency"], repeat["frequency"] - 1)


@operator("fhir")
def twice_for_once(file: File) -> Iterator[Change]:
    """Once a day typed as twice a day."""
    for path, repeat in dose_repeats(file):
        if repeat.get("frequency") == 1:
            yield to(path, "frequency", 1, 2)


@operator("fhir")
def interval_changed(file: File) -> Iterator[Change]:
    """Every 24 hours for every 12, every 6 for every 8."""
    table = {12: 24, 8: 6, 6: 8, 24: 12, 4: 6}
    for path, repeat in dose_repeats(file):
        if repeat.get("periodUnit") == "h" and repeat.get("period") in table:
            yield to(path, "period", repeat["period"], table[repeat["period"]])


@operator("fhir")
def interval_in_days(file: File) -> Iterator[Change]:
    """Every 12 hours entered as every 12 days: the unit one step too long."""
    for path, repeat in dose_repeats(file):
        if repeat.get("periodUnit") in LONGER:
            yield to(path, "periodUnit", repeat["periodUnit"], LONGER[repeat["periodUnit"]])


@operator("fhir")
def daily_for_weekly(file: File) -> Iterator[Change]:
    """Oral methotrexate taken every day instead of every week, reported again and again with deaths."""
    for path, repeat in dose_repeats(file):
        if repeat.get("periodUnit") in ("wk", "mo"):
            yield to(path, "periodUnit", repeat["periodUnit"], SHORTER[repeat["periodUnit"]])


@operator("fhir")
def interval_lost(file: File) -> Iterator[Change]:
    """How often a dose is given is not taken over: one of several administrations is left."""
    for path, repeat in dose_repeats(file):
        keys = [key for key in ("frequency", "period", "periodUnit") if key in repeat]
        if len(keys) == 3:
            marks = [f"_{key}" for key in keys if f"_{key}" in repeat]
            yield Change(path, "no interval", tuple(((*path, key), GONE) for key in keys + marks))


@operator("fhir")
def number_of_doses_changed(file: File) -> Iterator[Change]:
    """Two of the doses of a course forgotten."""
    for path, repeat in dose_repeats(file):
        if is_number(repeat.get("count")) and repeat["count"] > 2:
            yield to(path, "count", repeat["count"], repeat["count"] - 2)


@operator("fhir")
def number_of_doses_lost(file: File) -> Iterator[Change]:
    """How many doses are given is not taken over: an order without an end."""
    for path, repeat in dose_repeats(file):
        if is_number(repeat.get("count")):
            yield Change((*path, "count"), "no number", (((*path, "count"), GONE),))


@operator("fhir")
def stretch_changed(file: File) -> Iterator[Change]:
    """Five days become seven: the usual stretch of another regimen."""
    for path, repeat in dose_repeats(file):
        bounds = repeat.get("boundsDuration", {})
        if is_number(bounds.get("value")):
            place = (*path, "boundsDuration", "value")
            yield Change(place, f"{bounds['value']} → {bounds['value'] + 2}", ((place, bounds["value"] + 2),))


@operator("fhir")
def stretch_lost(file: File) -> Iterator[Change]:
    """How long a drug is given is not taken over: temporary treatment becomes permanent."""
    for path, repeat in dose_repeats(file):
        if "boundsDuration" in repeat:
            yield Change((*path, "boundsDuration"), "no end", (((*path, "boundsDuration"), GONE),))


@operator("fhir")
def stretch_in_weeks(file: File) -> Iterator[Change]:
    """Five days entered as five weeks."""
    for path, repeat in dose_repeats(file):
        code = repeat.get("boundsDuration", {}).get("code")
        if code in LONGER:
            place = (*path, "boundsDuration")
            edits = (((*place, "code"), LONGER[code]), ((*place, "unit"), LONGER[code]))
            yield Change(place, f"{code} → {LONGER[code]}", edits)


@operator("fhir")
def infusion_in_another_unit(file: File) -> Iterator[Change]:
    """Thirty minutes entered as thirty hours, or a day as an hour."""
    for path, repeat in dose_repeats(file):
        unit = repeat.get("durationUnit")
        other = {"min": "h", "h": "min", "d": "h"}.get(str(unit))
        if other:
            yield to(path, "durationUnit", unit, other)


@operator("fhir")
def infusion_shortened(file: File) -> Iterator[Change]:
    """Three hours become one: the usual length for another drug."""
    for path, repeat in dose_repeats(file):
        if is_number(repeat.get("duration")) and repeat["duration"] > 1:
            yield to(path, "duration", figures(repeat["duration"]), 1)


@operator("fhir")
def infusion_length_lost(file: File) -> Iterator[Change]:
    """An infusion over hours becomes an injection: its length is not taken over."""
    for path, repeat in dose_repeats(file):
        if "duration" in repeat:
            keys = [key for key in ("duration", "durationMax", "durationUnit", "_duration") if key in repeat]
            yield Change((*path, "duration"), "no length", tuple(((*path, key), GONE) for key in keys))


@operator("fhir")
def timing_lost(file: File) -> Iterator[Change]:
    """A form without a field for it: all that is said of times is left out."""
    for path, dosage in dosages(file):
        if "repeat" in dosage.get("timing", {}):
            yield Change((*path, "timing"), "no timing", (((*path, "timing"), GONE),))


@operator("fhir")
def as_needed_made_regular(file: File) -> Iterator[Change]:
    """That a drug is given as needed is not taken over: a rescue drug is given round the clock."""
    for path, value in file.named("asNeededBoolean", "asNeededCodeableConcept", "asNeeded", "asNeededFor"):
        if value is not False:
            yield Change(path, "not as needed", ((path, GONE),))


@operator("fhir")
def regular_made_as_needed(file: File) -> Iterator[Change]:
    """A drug of the plan becomes one on demand."""
    for path, dosage in dosages(file):
        if not any(key.startswith("asNeeded") for key in dosage):
            key = "asNeeded" if file.release == "r5" else "asNeededBoolean"
            yield Change(path, "as needed", (((*path, key), True),))


@operator("fhir")
def dosage_repeated(file: File) -> Iterator[Change]:
    """The same line of the order twice: the dose is given twice."""
    for path, value in file.named("dosage", "dosageInstruction"):
        if isinstance(value, list):
            yield Change(path, "the first line twice", ((path, [value[0], *value]),))
