"""Wrong amounts and wrong units."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from seeded.catalogue import Change, File, operator
from seeded.sites import doses, is_number, ranges, rates, single_doses
from seeded.tree import GONE, Path, at, figures, plain, scaled

KEY_BELOW = dict(zip("123456789", "456123456", strict=True))
"""The key above or below on a block of figures."""
THOUSAND_LESS = {"g": "mg", "mg": "ug", "ug": "ng"}
THOUSAND_MORE = {less: more for more, less in THOUSAND_LESS.items()}
SPELLING = {"ug": "microgram", "m2": "m²"}


def spelled(code: str) -> str:
    """A UCUM code as people write it: `ug/m2` is `microgram/m²`."""
    return "/".join(SPELLING.get(part, part) for part in code.split("/"))


def to_value(path: Path, old: float, new: float) -> Change:
    return Change(path, f"{figures(old)} → {figures(new)}", (((*path, "value"), new),))


def to_unit(path: Path, old: str, code: str) -> Change:
    return Change(path, f"{old} → {code}", (((*path, "unit"), spelled(code)), ((*path, "code"), code)))


def units(file: File) -> Iterator[tuple[Path, list[str], str]]:
    for path, amount in doses(file):
        if amount.get("code") and amount.get("unit"):
            yield path, amount["code"].split("/"), amount["code"]


@operator("fhir")
def tenfold_up(file: File) -> Iterator[Change]:
    """A whole number with one nought more: `5.0` read as 50, the reason why ISMP asks for no trailing nought."""
    for path, amount in doses(file):
        if amount["value"] == int(amount["value"]):
            yield to_value(path, amount["value"], scaled(amount["value"], "10"))


@operator("fhir")
def decimal_point_lost(file: File) -> Iterator[Change]:
    """`.5` read as 5 and 1.8 as 18: the reason why ISMP asks for a nought before the point."""
    for path, amount in doses(file):
        if amount["value"] != int(amount["value"]):
            lost = figures(amount["value"]).replace(".", "")
            yield to_value(path, amount["value"], int(lost))


@operator("fhir")
def tenfold_down(file: File) -> Iterator[Change]:
    """A nought lost or the point moved to the left."""
    for path, amount in doses(file):
        yield to_value(path, amount["value"], scaled(amount["value"], "0.1"))


@operator("fhir")
def dose_doubled(file: File) -> Iterator[Change]:
    """The amount of a day typed as that of each of two administrations."""
    for path, amount in doses(file):
        yield to_value(path, amount["value"], scaled(amount["value"], "2"))


@operator("fhir")
def neighbouring_digit(file: File) -> Iterator[Change]:
    """The key above or below on the block of figures: 1.8 becomes 1.5."""
    for path, amount in doses(file):
        text = figures(amount["value"])
        index = max(index for index, char in enumerate(text) if char not in ".0")
        new = text[:index] + KEY_BELOW[text[index]] + text[index + 1 :]
        yield to_value(path, amount["value"], plain(Decimal(new)))


@operator("fhir")
def digits_transposed(file: File) -> Iterator[Change]:
    """Two figures typed in the wrong order: 250 becomes 520."""
    for path, amount in doses(file):
        text = figures(amount["value"])
        digits = [index for index, char in enumerate(text) if char != "."]
        if len(digits) > 1 and text[digits[0]] != text[digits[1]] and "0" not in (text[digits[0]], text[digits[1]]):
            chars = list(text)
            chars[digits[0]], chars[digits[1]] = chars[digits[1]], chars[digits[0]]
            yield to_value(path, amount["value"], plain(Decimal("".join(chars))))


@operator("fhir")
def dose_nought(file: File) -> Iterator[Change]:
    """A default of the entry form kept where an amount belongs."""
    for path, amount in doses(file):
        yield to_value(path, amount["value"], 0)


@operator("fhir")
def dose_negative(file: File) -> Iterator[Change]:
    """A dash of a list taken over as a sign."""
    for path, amount in doses(file):
        yield to_value(path, amount["value"], scaled(amount["value"], "-1"))


@operator("fhir")
def thousandfold_down(file: File) -> Iterator[Change]:
    """Micrograms chosen for milligrams, the number kept."""
    for path, parts, code in units(file):
        if parts[0] in THOUSAND_LESS:
            yield to_unit(path, code, "/".join([THOUSAND_LESS[parts[0]], *parts[1:]]))


@operator("fhir")
def thousandfold_up(file: File) -> Iterator[Change]:
    """Milligrams chosen for micrograms or grams for milligrams, the number kept."""
    for path, parts, code in units(file):
        if parts[0] in THOUSAND_MORE:
            yield to_unit(path, code, "/".join([THOUSAND_MORE[parts[0]], *parts[1:]]))


@operator("fhir")
def body_size_lost(file: File) -> Iterator[Change]:
    """mg for mg/m²: the amount of one square metre is given to the whole patient."""
    for path, parts, code in units(file):
        if parts[1:2] in (["m2"], ["kg"]):
            yield to_unit(path, code, "/".join([parts[0], *parts[2:]]))


@operator("fhir")
def body_size_added(file: File) -> Iterator[Change]:
    """mg/m² for mg: a flat dose is multiplied by the body surface."""
    for path, parts, code in units(file):
        if len(parts) == 1:
            yield to_unit(path, code, f"{code}/m2")


@operator("fhir")
def body_size_swapped(file: File) -> Iterator[Change]:
    """mg/kg for mg/m², and the reverse: for an adult of 70 kg about forty times as much."""
    for path, parts, code in units(file):
        if parts[1:2] in (["m2"], ["kg"]):
            other = "kg" if parts[1] == "m2" else "m2"
            yield to_unit(path, code, "/".join([parts[0], other, *parts[2:]]))


@operator("fhir")
def unit_shown_otherwise(file: File) -> Iterator[Change]:
    """The unit people read is not the one computers read: the text alone was changed."""
    for path, parts, code in units(file):
        shown = spelled("/".join([{"mg": "g"}.get(parts[0], "mg"), *parts[1:]]))
        yield Change(path, f"unit of {code} → {shown}", (((*path, "unit"), shown),))


@operator("fhir")
def unit_coded_otherwise(file: File) -> Iterator[Change]:
    """The unit computers read is not the one people read: the code alone was changed."""
    for path, parts, code in units(file):
        other = "/".join([{"mg": "g"}.get(parts[0], "mg"), *parts[1:]])
        yield Change(path, f"code {code} → {other}", (((*path, "code"), other),))


@operator("fhir")
def unit_misspelt(file: File) -> Iterator[Change]:
    """A code that is no unit of UCUM: `mg/m^2`, `mgs`."""
    for path, _, code in units(file):
        other = code.replace("m2", "m^2") if "m2" in code else f"{code}s"
        yield Change(path, f"code {code} → {other}", (((*path, "code"), other),))


@operator("fhir")
def range_end_lost(file: File) -> Iterator[Change]:
    """Of "1.3 to 1.8" only the lower end is typed in."""
    for path, value in ranges(file):
        if "high" in value:
            yield Change(path, f"no {figures(value['high']['value'])}", (((*path, "high"), GONE),))


@operator("fhir")
def range_made_its_upper_end(file: File) -> Iterator[Change]:
    """A field takes one number: the upper end of the range becomes the dose."""
    for path, value in ranges(file):
        if "high" in value:
            dose = ((*path[:-1], "doseQuantity"), value["high"])
            yield Change(path, f"{figures(value['high']['value'])} alone", (dose, (path, GONE)))


@operator("fhir")
def range_reversed(file: File) -> Iterator[Change]:
    """The ends of a range in the wrong order."""
    for path, value in ranges(file):
        low, high = value["low"]["value"], value.get("high", {}).get("value")
        if high not in (None, low):
            edits = (((*path, "low", "value"), high), ((*path, "high", "value"), low))
            yield Change(path, f"{figures(high)} to {figures(low)}", edits)


@operator("fhir")
def daily_amount_made_one_administration(file: File) -> Iterator[Change]:
    """An amount of "2 g/m² per day" entered as the dose of one administration: what a day gets is no longer said."""
    for path, value in rates(file):
        if value.get("denominator", {}).get("code") == "d":
            slot = (*path[:-1], "doseQuantity")
            yield Change(path, "per day → per administration", ((slot, value["numerator"]), (path, GONE)))


@operator("fhir")
def administration_made_daily_amount(file: File) -> Iterator[Change]:
    """The dose of one of several administrations a day, or of one in a week, entered as the amount of a day."""
    day = {"value": 1, "unit": "d", "system": "http://unitsofmeasure.org", "code": "d"}
    for path, value in single_doses(file):
        repeat = at(file.value, path[:-3]).get("timing", {}).get("repeat", {})
        often = tuple(repeat.get(key) for key in ("frequency", "period", "periodUnit"))
        if None not in often and often != (1, 1, "d"):
            slot = (*path[:-1], "rateRatio")
            yield Change(path, "per administration → per day", ((slot, _ratio(value, day)), (path, GONE)))


def _ratio(numerator: dict[str, Any], denominator: dict[str, Any]) -> dict[str, Any]:
    return {"numerator": numerator, "denominator": denominator}


@operator("fhir")
def amount_of_a_day_in_an_hour(file: File) -> Iterator[Change]:
    """Edmonton 2006: a fluorouracil pump set to run in 4 hours what was meant for 4 days, mL/h for mL/24 h."""
    for path, value in rates(file):
        if value.get("denominator", {}).get("code") == "d":
            edits = (((*path, "denominator", "code"), "h"), ((*path, "denominator", "unit"), "h"))
            yield Change(path, "per day → per hour", edits)


@operator("fhir")
def dose_lost(file: File) -> Iterator[Change]:
    """The amount is left out, and nothing says that it is missing."""
    for path, value in file.named("doseAndRate"):
        if any(is_number(value[0].get(slot, {}).get("value")) for slot in ("doseQuantity",)):
            yield Change(path, "no dose", ((path, GONE),))


@operator("fhir")
def maximum_lowered(file: File) -> Iterator[Change]:
    """A greatest amount below what is ordered: one nought lost in it."""
    for path, value in _maxima(file):
        yield to_value(path, value["value"], scaled(value["value"], "0.1"))


@operator("fhir")
def maximum_lost(file: File) -> Iterator[Change]:
    """The cap of a dose is not taken over: vincristine is often limited to 2 mg."""
    for path, value in file.named("maxDosePerPeriod", "maxDosePerAdministration", "maxDosePerLifetime"):
        if isinstance(value, dict | list):
            yield Change(path, "no maximum", ((path, GONE),))


def _maxima(file: File) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path, value in file.objects:
        over = [step for step in path if str(step).startswith("maxDose")]
        if over and is_number(value.get("value")) and path[-1] != "denominator":
            yield path, value
