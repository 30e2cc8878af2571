"""Wrong protocols: changes of lines of the YAML, by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from re import Match

from seeded.catalogue import Line, Text, operator
from seeded.doses import KEY_BELOW, THOUSAND_LESS, THOUSAND_MORE

DOSE = re.compile(
    r"(?<=\bdose: )(?<!adds_up_to: \{dose: )(?P<low>\d[\d.]*)(?: to (?P<high>\d[\d.]*))? (?P<unit>[^\s,}]+)"
)
DAYS = re.compile(r"(?<=\bdays: )\[(?P<days>\d[\d, ]*)\]")
NUMBERS = re.compile(r"(?<=\bnumbers: )\[(?P<days>\d[\d, ]*)\]")
QUOTE = re.compile(r'(?<=\bquote: ")[^"]+(?=")')
Changed = Callable[[Match[str]], str | None]


def line_by_line(text: Text, pattern: re.Pattern[str], change: Changed) -> Iterator[Line]:
    """Each place of the file where the pattern stands, changed: one error each."""
    for number, line in enumerate(text.lines):
        for found in pattern.finditer(line):
            new = change(found)
            if new is not None and new != found[0]:
                wrong = line[: found.start()] + new + line[found.end() :]
                yield Line(number, 1, f"{found[0][:40]} → {new[:40]}", (wrong,))


def without(text: Text, pattern: re.Pattern[str], what: str) -> Iterator[Line]:
    """Each whole line with the pattern left out."""
    for number, line in enumerate(text.lines):
        if pattern.search(line):
            yield Line(number, 1, what, ())


def in_unit(found: Match[str], unit: str | None) -> str | None:
    return found[0].replace(f" {found['unit']}", f" {unit}") if unit else None


def tenfold(number: str) -> str:
    return number.replace(".", "").lstrip("0") if "." in number else f"{number}0"


@operator("protocol")
def protocol_dose_tenfold(text: Text) -> Iterator[Line]:
    """A nought too many, or a point overlooked, when the paper was typed in."""
    yield from line_by_line(text, DOSE, lambda found: found[0].replace(found["low"], tenfold(found["low"]), 1))


@operator("protocol")
def protocol_dose_digit(text: Text) -> Iterator[Line]:
    """A neighbouring key: 1.8 becomes 1.5."""

    def change(found: Match[str]) -> str:
        low = found["low"].rstrip("0.") if "." in found["low"] else found["low"].rstrip("0")
        return found[0].replace(low, low[:-1] + KEY_BELOW[low[-1]], 1)

    yield from line_by_line(text, DOSE, change)


@operator("protocol")
def protocol_dose_thousandfold(text: Text) -> Iterator[Line]:
    """Grams for milligrams, micrograms for milligrams, the number kept."""

    def change(found: Match[str]) -> str | None:
        first, _, rest = found["unit"].partition("/")
        other = THOUSAND_MORE.get(first) or THOUSAND_LESS.get(first)
        return in_unit(found, "/".join(filter(None, [other, rest])) if other else None)

    yield from line_by_line(text, DOSE, change)


@operator("protocol")
def protocol_body_size_lost(text: Text) -> Iterator[Line]:
    """mg for mg/m² or mg/kg."""
    pattern = re.compile(r"/(m2|kg)\b")
    yield from line_by_line(
        text, DOSE, lambda found: in_unit(found, pattern.sub("", found["unit"])) if pattern.search(found[0]) else None
    )


@operator("protocol")
def protocol_day_lost_from_unit(text: Text) -> Iterator[Line]:
    """An amount of a day typed as one of an administration."""
    yield from line_by_line(text, DOSE, lambda found: found[0].removesuffix("/d") if found[0].endswith("/d") else None)


@operator("protocol")
def protocol_range_end_lost(text: Text) -> Iterator[Line]:
    """Of "1.3 to 1.8" only the lower end is typed in."""
    yield from line_by_line(text, DOSE, lambda found: f"{found['low']} {found['unit']}" if found["high"] else None)


@operator("protocol")
def protocol_range_reversed(text: Text) -> Iterator[Line]:
    """The ends of a range in the wrong order."""
    yield from line_by_line(
        text, DOSE, lambda found: f"{found['high']} to {found['low']} {found['unit']}" if found["high"] else None
    )


@operator("protocol")
def protocol_dose_filled_from_a_textbook(text: Text) -> Iterator[Line]:
    """What the paper does not state is filled in from memory."""
    yield from line_by_line(text, re.compile(r"(?<=\bdose: )not stated"), lambda _: "375 mg/m2")


@operator("protocol")
def protocol_total_changed(text: Text) -> Iterator[Line]:
    """The stated sum of a cycle mistyped."""
    pattern = re.compile(r"(?<=adds_up_to: \{dose: )[\d.]+")
    yield from line_by_line(text, pattern, lambda found: found[0][:-1] + KEY_BELOW[found[0][-1]])


def listed(found: Match[str]) -> list[int]:
    return [int(day) for day in found["days"].split(",")]


@operator("protocol")
def protocol_day_shifted(text: Text) -> Iterator[Line]:
    """The last day of a list one too late."""

    def change(found: Match[str]) -> str:
        days = listed(found)
        return str([*days[:-1], days[-1] + 1])

    yield from line_by_line(text, DAYS, change)


@operator("protocol")
def protocol_day_lost(text: Text) -> Iterator[Line]:
    """One day of a list left out."""
    yield from line_by_line(text, DAYS, lambda found: str(listed(found)[:-1]) if len(listed(found)) > 1 else None)


@operator("protocol")
def protocol_dash_read_as_every_day(text: Text) -> Iterator[Line]:
    """ISMP: "days 4 - 11" meant 4 and 11 and was read as every day from 4 to 11."""
    yield from line_by_line(
        text, DAYS, lambda found: str(list(range(listed(found)[0], listed(found)[-1] + 1))).replace("'", "")
    )


@operator("protocol")
def protocol_dash_read_as_both_ends(text: Text) -> Iterator[Line]:
    """Days "1-4" read as days 1 and 4."""

    def change(found: Match[str]) -> str | None:
        days = listed(found)
        return str([days[0], days[-1]]) if len(days) > 2 else None

    yield from line_by_line(text, DAYS, change)


@operator("protocol")
def protocol_interval_changed(text: Text) -> Iterator[Line]:
    """Every 24 hours for every 12; every day for every week; every week for every month."""
    table = {"12 h": "24 h", "1 wk": "1 d", "1 mo": "1 wk", "1 d": "1 wk"}
    yield from line_by_line(text, re.compile(r"(?<=\bevery: )\d+ \w+"), lambda found: table.get(found[0]))


@operator("protocol")
def protocol_once_for_twice(text: Text) -> Iterator[Line]:
    """Adelaide: ten patients were underdosed because one protocol said cytarabine once instead of twice daily."""
    yield from line_by_line(text, re.compile(r"(?<=\btimes_a_day: )\d+"), lambda found: str(int(found[0]) - 1 or 3))
    yield from line_by_line(text, re.compile(r" every: 12 h,"), lambda _: " every: 24 h,")


@operator("protocol")
def protocol_stretch_changed(text: Text) -> Iterator[Line]:
    """Five days become six, one year two."""
    yield from line_by_line(text, re.compile(r"(?<=\bfor: )\d+(?= \w)"), lambda found: str(int(found[0]) + 1))


@operator("protocol")
def protocol_cycle_of_the_list_lost(text: Text) -> Iterator[Line]:
    """One cycle of "cycles 1, 3, 5, 7" left out."""
    yield from line_by_line(text, NUMBERS, lambda found: str(listed(found)[:-1]) if len(listed(found)) > 1 else None)


@operator("protocol")
def protocol_number_of_cycles_changed(text: Text) -> Iterator[Line]:
    """Four cycles for six, six for four."""
    pattern = re.compile(r"(?<=\bat_most: )\d+")
    yield from line_by_line(text, pattern, lambda found: {"6": "4", "4": "6"}.get(found[0], str(int(found[0]) + 1)))


@operator("protocol")
def protocol_cycle_length_changed(text: Text) -> Iterator[Line]:
    """21 days for 28 and the reverse; weeks for days."""
    pattern = re.compile(r"(?<=cycle_length: \{value: )\d+(?: to \d+)? d")
    yield from line_by_line(text, pattern, lambda found: found[0].replace(found[0].split()[0], "24", 1))
    yield from line_by_line(text, pattern, lambda found: f"{found[0][:-1]}wk")


@operator("protocol")
def protocol_route_changed(text: Text) -> Iterator[Line]:
    """Into the spinal canal for into a vein or by mouth, and the reverse."""
    table = {"intravenous": "intrathecal", "oral": "intrathecal", "intrathecal": "intravenous"}
    yield from line_by_line(text, re.compile(r"(?<=route: \{value: )\w+"), lambda found: table.get(found[0]))
    yield from line_by_line(text, re.compile(r"(?<=value: )\w+(?=, quote: \"intra)"), lambda found: table.get(found[0]))


@operator("protocol")
def protocol_drug_changed(text: Text) -> Iterator[Line]:
    """The line above: another drug's name with this drug's dose."""
    pattern = re.compile(r"(?<=\bdrug: )[a-z][a-z -]+(?=[,\n])")
    yield from line_by_line(text, pattern, lambda found: "vincristine" if found[0] != "vincristine" else "cytarabine")


@operator("protocol")
def protocol_line_of_a_drug_lost(text: Text) -> Iterator[Line]:
    """A drug of the sentence is not taken over."""
    yield from without(text, re.compile(r"^\s+- \{drug: .*\}$"), "no such drug")


@operator("protocol")
def protocol_line_of_a_drug_twice(text: Text) -> Iterator[Line]:
    """A drug taken over twice."""
    for number, line in enumerate(text.lines):
        if re.search(r"^\s+- \{drug: .*\}$", line):
            yield Line(number, 1, "twice", (line, line))


@operator("protocol")
def protocol_quote_figure_changed(text: Text) -> Iterator[Line]:
    """A figure of the quote mistyped: it stands in no source."""
    figure = re.compile(r"\d")
    yield from line_by_line(
        text, QUOTE, lambda found: figure.sub(lambda one: str((int(one[0]) + 1) % 10), found[0], count=1)
    )


@operator("protocol")
def protocol_quote_cut(text: Text) -> Iterator[Line]:
    """The quote ends before the number it is for, or inside a word."""
    yield from line_by_line(text, QUOTE, lambda found: found[0][:-1] if len(found[0]) > 4 else None)


@operator("protocol")
def protocol_quote_of_another_place(text: Text) -> Iterator[Line]:
    """Words of the sentence that do not say the number."""
    yield from line_by_line(text, QUOTE, lambda found: found[0].split(" ")[-1] if " " in found[0] else None)


@operator("protocol")
def protocol_sentence_changed(text: Text) -> Iterator[Line]:
    """A figure of the sentence itself mistyped: the source does not say so."""
    inside = False
    for number, line in enumerate(text.lines):
        inside = (inside or "says:" in line) and not re.match(r"\s+(in|means):", line)
        found = re.search(r"\d", line) if inside else None
        if found:
            wrong = line[: found.start()] + str((int(found[0]) + 1) % 10) + line[found.end() :]
            yield Line(number, 1, f"…{line[found.start() : found.start() + 12].strip()}", (wrong,))


@operator("protocol")
def protocol_changed_throughout(text: Text) -> Iterator[Line]:
    """A dose mistyped in the sentence, the quote and the value alike: the paper alone can tell."""
    for old in sorted({found[0] for line in text.lines for found in DOSE.finditer(line) if not found["high"]}):
        number, _, unit = old.partition(" ")
        spelt = rf"(?<![\d.]){re.escape(number)}(?= {re.escape(unit).replace('m2', 'm ?2')})"
        wrong = number[:-1] + KEY_BELOW.get(number[-1], "5")
        lines = tuple(re.sub(spelt, wrong, line) for line in text.lines)
        yield Line(0, len(text.lines), f"{old} → {wrong} {unit}", lines)


@operator("protocol")
def protocol_source_changed(text: Text) -> Iterator[Line]:
    """The sentence is said to stand in another paper."""
    yield from line_by_line(text, re.compile(r"(?<=^    in: ).+"), lambda _: "ino-ph-positive")


@operator("protocol")
def protocol_gap_not_listed(text: Text) -> Iterator[Line]:
    """What the paper does not state is not listed any more."""
    yield from without(text, re.compile(r"^  - \{fact: .*looked_in: .*\}$"), "not listed")


@operator("protocol")
def protocol_derivation_lost(text: Text) -> Iterator[Line]:
    """A number of ours passed off as one of the source."""
    yield from line_by_line(text, re.compile(r', derived: "[^"]*"'), lambda _: "")


@operator("protocol")
def protocol_condition_lost(text: Text) -> Iterator[Line]:
    """When a dose applies is not taken over."""
    yield from without(text, re.compile(r"^\s+when: \{.*\}$"), "no condition")


@operator("protocol")
def protocol_threshold_changed(text: Text) -> Iterator[Line]:
    """At least becomes below, or the number another."""
    pattern = re.compile(r'(?<=")>= \d+(?= [%a])')
    yield from line_by_line(text, pattern, lambda found: found[0].replace(">=", "<"))
    yield from line_by_line(text, pattern, lambda found: f"{found[0]}0")


@operator("protocol")
def protocol_option_lost(text: Text) -> Iterator[Line]:
    """One of the regimens to choose from left out."""
    pattern = re.compile(r"(?<=exactly_one: \[)[^\]]+")
    yield from line_by_line(text, pattern, lambda found: found[0].rpartition(", ")[0])


@operator("protocol")
def protocol_part_changed(text: Text) -> Iterator[Line]:
    """The pathway goes on with a part that is not there."""
    pattern = re.compile(r"(?<=steps: \[)[^\]]+")
    yield from line_by_line(text, pattern, lambda found: f"{found[0]}-old")


@operator("protocol")
def protocol_trial_changed(text: Text) -> Iterator[Line]:
    """One figure of the trial's number."""
    pattern = re.compile(r"(?<=^trial: )NCT\d+")
    yield from line_by_line(text, pattern, lambda found: found[0][:-1] + str((int(found[0][-1]) + 1) % 10))
