"""Errors carried through: structure, titles, dosage texts and ids agree, and only the quoted sentence says otherwise.

The bundles have no narratives here, as most of other people's have none: their tables would give the error away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from seeded.catalogue import Change, File, operator
from seeded.codes import INTRATHECAL, INTRAVENOUS
from seeded.days import moved
from seeded.doses import KEY_BELOW, THOUSAND_LESS, spelled
from seeded.provenance import digest, slices
from seeded.sites import attachments, cycle_repeats, day_actions, days, dose_repeats, doses, drugs, encoded, routes
from seeded.tree import GONE, Edit, Path, at, figures, plain, scaled

LOOK_ALIKE = {"cytarabine": "cladribine", "fludarabine": "cladribine", "vincristine": "vinblastine",
              "mitoxantrone": "doxorubicin", "prednisone": "prednisolone", "rituximab": "infliximab",
              "blinatumomab": "inotuzumab ozogamicin", "methotrexate": "mercaptopurine",
              "inotuzumab ozogamicin": "gemtuzumab ozogamicin", "cyclophosphamide": "ifosfamide",
              "mercaptopurine": "tioguanine", "dexamethasone": "dexmedetomidine"}  # fmt: skip


@dataclass(frozen=True)
class Dose:
    """A dose as texts write it, and everywhere it stands: a search and replace hits them all."""

    number: float
    unit: str
    code: str
    paths: tuple[Path, ...]

    @property
    def text(self) -> str:
        return f"{figures(self.number)} {self.unit}"

    def with_number(self, number: float, *edits: Edit) -> Change:
        places = tuple(((*path, "value"), number) for path in self.paths)
        return self._changed(f"{figures(number)} {self.unit}", (*places, *edits))

    def with_code(self, code: str) -> Change:
        new = (("code", code), ("unit", spelled(code)))
        edits = tuple(((*path, key), value) for path in self.paths for key, value in new)
        return self._changed(f"{figures(self.number)} {spelled(code)}", edits)

    def _changed(self, text: str, edits: tuple[Edit, ...]) -> Change:
        return Change(self.paths[0], f"{self.text} → {text}", edits, ((self.text, text),))


def amounts(file: File) -> Iterator[Dose]:
    """Every single dose of the file, alike ones together."""
    groups: dict[tuple[float, str, str], list[Path]] = {}
    for path, value in doses(file):
        if path[-1] in ("doseQuantity", "numerator"):
            groups.setdefault((value["value"], value["unit"], value["code"]), []).append(path)
    for (number, unit, code), paths in groups.items():
        yield Dose(number, unit, code, tuple(paths))


@operator("carried")
def tenfold_carried(file: File) -> Iterator[Change]:
    """Ten times the dose, typed once and copied everywhere by the system."""
    for dose in amounts(file):
        yield dose.with_number(scaled(dose.number, "10"))


@operator("carried")
def digit_carried(file: File) -> Iterator[Change]:
    """A neighbouring key, typed once and copied everywhere."""
    for dose in amounts(file):
        text = figures(dose.number)
        index = max(index for index, char in enumerate(text) if char not in ".0")
        yield dose.with_number(plain(Decimal(text[:index] + KEY_BELOW[text[index]] + text[index + 1 :])))


@operator("carried")
def thousandfold_carried(file: File) -> Iterator[Change]:
    """Micrograms for milligrams in code, unit and texts."""
    for dose in amounts(file):
        first, *rest = dose.code.split("/")
        if first in THOUSAND_LESS:
            yield dose.with_code("/".join([THOUSAND_LESS[first], *rest]))


@operator("carried")
def body_size_lost_carried(file: File) -> Iterator[Change]:
    """mg for mg/m² in code, unit and texts."""
    for dose in amounts(file):
        if "/" in dose.code:
            yield dose.with_code(dose.code.partition("/")[0])


@operator("carried")
def interval_carried(file: File) -> Iterator[Change]:
    """Every 24 hours for every 12, once for twice, every day for every week: in structure and texts."""
    for (unit, key, old), new, words in INTERVALS:
        found = [path for path, repeat in dose_repeats(file) if repeat.get("periodUnit") == unit
                 and repeat.get(key) == old]  # fmt: skip
        if found:
            edits = tuple(((*path, key), new) for path in found)
            yield Change(found[0], " → ".join(words), edits, (words,))


INTERVALS = (
    (("h", "period", 12), 24, ("every 12 hours", "every 24 hours")),
    (("d", "frequency", 2), 1, ("twice a day", "once a day")),
    (("wk", "periodUnit", "wk"), "d", ("every week", "every day")),
)
"""Unit, element and value; the new value; and the words."""


@operator("carried")
def number_of_doses_carried(file: File) -> Iterator[Change]:
    """Ten doses for twelve, in structure and texts."""
    for number in sorted({repeat["count"] for _, repeat in dose_repeats(file) if repeat.get("count", 0) > 2}):
        paths = [path for path, repeat in dose_repeats(file) if repeat.get("count") == number]
        edits = tuple(((*path, "count"), number - 2) for path in paths)
        words = (f"{number} doses", f"{number - 2} doses")
        yield Change(paths[0], " → ".join(words), edits, (words,))


@operator("carried")
def day_carried(file: File) -> Iterator[Change]:
    """Every leaf of one drug and day a day too late: day, offset and title, in every cycle."""
    groups: dict[tuple[str, int], list[Path]] = {}
    for path, action in day_actions(file):
        if len(days(action)) == 1:
            groups.setdefault((action.get("title", ""), days(action)[0][1]), []).append(path)
    for (title, day), paths in groups.items():
        if title:
            edits = [edit for path in paths for edit in moved(path, at(file.value, path), day + 1)]
            yield Change(paths[0], f"{title}: day {day} → {day + 1}", tuple(edits))


@operator("carried")
def day_lost_everywhere(file: File) -> Iterator[Change]:
    """One day of a drug is left out in every cycle."""
    groups: dict[str, list[Path]] = {}
    for path, action in day_actions(file):
        if "action" not in action and action.get("title"):
            groups.setdefault(action["title"], []).append(path)
    for title, paths in groups.items():
        yield Change(paths[0], f"no {title}", tuple((path, GONE) for path in reversed(paths)))


@operator("carried")
def drug_lost_everywhere(file: File) -> Iterator[Change]:
    """One drug is left out of the plan and of the bundle."""
    for path, concept in drugs(file):
        url = next(value for place, value in reversed(file.resources) if place == path[: len(place)])["url"]
        used = [place[:-1] for place, target in file.named("definitionCanonical") if target.startswith(f"{url}|")]
        needs = [place[:-1] for place, target in file.named("resource") if str(target).startswith(f"{url}|")]
        if used and path[:1] == ("entry",):
            gone = [*reversed(used), *reversed(needs), path[:2]]
            yield Change(path[:2], f"no {concept.get('text')}", tuple((place, GONE) for place in gone))


@operator("carried")
def drug_carried(file: File) -> Iterator[Change]:
    """A name that looks or sounds alike, everywhere, without codes to tell."""
    for path, concept in drugs(file):
        name = concept.get("text", "")
        if name in LOOK_ALIKE:
            same = [place for place, other in drugs(file) if other.get("text") == name and "coding" in other]
            edits = tuple(((*place, "coding"), GONE) for place in same)
            yield Change(path, f"{name} → {LOOK_ALIKE[name]}", edits, ((name, LOOK_ALIKE[name]),))


@operator("carried")
def route_carried(file: File) -> Iterator[Change]:
    """Into the spinal canal for into a vein, and the reverse, in code and words."""
    for path, route in routes(file):
        wrong = INTRATHECAL if route["coding"][0].get("code") != INTRATHECAL["code"] else INTRAVENOUS
        text = "intrathecal" if wrong is INTRATHECAL else "intravenous"
        edits = (((*path, "coding"), [wrong]), ((*path, "text"), text))
        yield Change(path, f"{route.get('text')} → {text}", edits)


@operator("carried")
def number_of_cycles_carried(file: File) -> Iterator[Change]:
    """Six cycles for four, in structure and titles."""
    for path, repeat in cycle_repeats(file):
        key = "countMax" if "countMax" in repeat else "count"
        old = repeat.get(key, 0)
        title = at(file.value, path[:-2]).get("title", "")
        if title in (f"Cycles 1 to {old}", f"Cycles 1 and {old}"):
            new = {6: 4, 4: 6}.get(old, old + 1)
            edits = (((*path, key), new), ((*path[:-2], "title"), f"Cycles 1 to {new}"))
            yield Change(path, f"{old} → {new}", edits)


@operator("carried")
def cycle_length_carried(file: File) -> Iterator[Change]:
    """21 days for 28 in every field that says it."""
    for path, repeat in cycle_repeats(file):
        if repeat.get("duration", 0) > 7 and repeat.get("durationUnit") == "d":
            old = repeat["duration"]
            new = {21: 28, 28: 21}.get(old, old + 7)
            keys = [key for key in ("period", "periodMax", "duration", "durationMax") if key in repeat]
            edits = tuple(((*path, key), new if repeat[key] == old else repeat[key] + new - old) for key in keys)
            yield Change(path, f"{old} d → {new} d", edits)


@operator("carried")
def last_cycle_lost(file: File) -> Iterator[Change]:
    """The last cycle is left out: what is there is whole in itself."""
    paths = [path[:-2] for path, _ in cycle_repeats(file)]
    for path in paths:
        name = at(file.value, path).get("id")
        outside = [place for place, target in file.named("actionId", "targetId")
                   if target == name and place[: len(path)] != path]  # fmt: skip
        if len(paths) > 1 and not outside:
            yield Change(path, f"no {name}", ((path, GONE),))


@operator("carried")
def most_cycles_lost(file: File) -> Iterator[Change]:
    """The greatest number of cycles is left out with its quote."""
    for path, repeat in cycle_repeats(file):
        keys = [key for key in ("countMax", "_countMax") if key in repeat]
        if keys:
            yield Change(path, "no maximum", tuple(((*path, key), GONE) for key in keys))


@operator("carried")
def quoted_sentence_changed_too(file: File) -> Iterator[Change]:
    """The dose, all texts, the quoted words and the digest changed alike: a stated total tells, or the paper itself."""
    texts = dict(attachments(file))
    for dose in amounts(file):
        old, new = figures(dose.number), _one_more(figures(dose.number))
        sites = [(offset, length, text) for place, offset, length, text in slices(file)
                 if any(place[: len(path)] == path for path in dose.paths)]  # fmt: skip
        source = next((place for place, text in texts.items() if sites and text == sites[0][2]), None)
        changed = _rewritten(sites, old, new)
        if source and changed != sites[0][2] and len({text for _, _, text in sites}) == 1:
            edits = (((*source, "data"), encoded(changed)), ((*source, "hash"), digest(changed)))
            yield dose.with_number(plain(Decimal(new)), *edits)


def _one_more(text: str) -> str:
    """The last figure that is no nought one more, or one less after 9: 1.8 is 1.9."""
    index = max(index for index, char in enumerate(text) if char not in ".0")
    digit = int(text[index])
    return text[:index] + str(digit + 1 if digit < 9 else 8) + text[index + 1 :]


def _rewritten(sites: list[tuple[int, int, str]], old: str, new: str) -> str:
    """The extract with a number changed inside the quotes, at the same length."""
    text = sites[0][2] if sites else ""
    for offset, length, _ in sites:
        quote = re.sub(rf"(?<![\d.]){re.escape(old)}(?!\d)", new, text[offset : offset + length], count=1)
        text = text[:offset] + quote + text[offset + length :]
    return text
