"""Units of dosing in all their spellings, and what an amount is stated per."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from dosetrace.reader.tokens import NUMBER, WORD, Token
from dosetrace.reader.vocabulary import (
    ADMINISTRATION,
    BODY_MEASURES,
    BODY_SURFACE,
    BODY_WEIGHT,
    BY_POWER,
    HOURS_BETWEEN_DOSES,
    HOW_OFTEN,
    KILOGRAM,
    LABORATORY,
    MASSES,
    METRE,
    METRES,
    MILLIONS,
    NO_UNIT_IN_CAPITALS,
    PATIENT,
    PERIODS,
    SQUARES,
    TIMES_OF_DAY,
    UNITS_OF_MILLIONS,
    WHOLES,
    WHOLES_ONLY_BELOW_A_LINE,
)

_BASIS, _RATE, _PER, _EVERY, _LABORATORY = "basis", "rate", "per", "every", "laboratory"


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit of dosing and what the amount is stated per; `code` is None below the line of a concentration."""

    code: str | None
    per: str = ADMINISTRATION
    scale: int = 0
    every_hours: int | None = None


class _Step(NamedTuple):
    """One step below the line: what kind it is, its code, the index behind."""

    kind: str
    code: str
    after: int


def measure(found: list[Token], index: int) -> tuple[Measure, int] | None:
    """A unit in any spelling: `mg/m2/day`, `-mg`, `g per square metre of body-surface area`, `million units/m2`."""
    here = index + 1 if found[index].text == "-" and found[index + 1].kind == WORD else index
    mass = _mass(found, here) if found[here].kind == WORD else None
    return below_the_line(found, mass[2], mass[0], mass[1]) if mass is not None else None


def below_the_line(found: list[Token], here: int, code: str, scale: int = 0) -> tuple[Measure, int]:
    """What stands below the line of a unit, wherever it goes on: `/m2/day`, `per kilogram per dose`."""
    said: dict[str, str] = {}
    while (step := _below(found, here)) is not None and not (step.kind == _BASIS and _BASIS in said):
        if step.kind == _LABORATORY:
            return Measure(None), step.after
        if step.kind != _PER or said.get(_PER, ADMINISTRATION) == ADMINISTRATION:
            said[step.kind] = step.code
        here = step.after
    hours = int(said[_EVERY]) if _EVERY in said else None
    return Measure(
        code + said.get(_BASIS, "") + said.get(_RATE, ""), said.get(_PER, ADMINISTRATION), scale, hours
    ), here


def _mass(found: list[Token], index: int) -> tuple[str, int, int] | None:
    """(code, power of ten, index behind): `mg`, `U`, `international units`, `MU`."""
    text, low, behind = found[index].text, found[index].low, found[index + 1]
    if low == "international" and behind.low in ("unit", "units"):
        return "[IU]", 0, index + 2
    if text in MILLIONS:
        return _millions(text, behind, index)
    if text == "M" and behind.text in ("IU", "U"):
        return MASSES[behind.low], 6, index + 2
    if low not in MASSES or text in NO_UNIT_IN_CAPITALS or (text == "u" and behind.text != "/"):
        return None
    return MASSES[low], 0, index + 1


def _millions(text: str, behind: Token, index: int) -> tuple[str, int, int]:
    """`MIU`, `MU`, `Mio`, `Mio IU`."""
    if text.lower() == "mio" and behind.low in UNITS_OF_MILLIONS:
        return UNITS_OF_MILLIONS[behind.low], 6, index + 2
    return MILLIONS[text], 6, index + 1


def _below(found: list[Token], index: int) -> _Step | None:
    """`/m2`, `per day`, `kg-1`, `·m⁻²`."""
    low, after = found[index].low, found[index + 1]
    if low in ("/", "per"):
        return _divisor(found, index + 1, low == "per")
    if low in BY_POWER and _negative_power(found, index + 1):
        return _Step(*BY_POWER[low], index + 3)
    if low in (".", "·", "*") and after.low in ("m", "kg", "d", "h") and _negative_power(found, index + 2):
        return _Step(*BY_POWER[after.low], index + 4)
    return None


def _negative_power(found: list[Token], index: int) -> bool:
    """`-2`, `-1`, or their superscripts, behind a unit."""
    mark = found[index]
    return mark.text == "⁻" or (mark.text == "-" and not mark.spaced and found[index + 1].text in ("1", "2"))


def _divisor(found: list[Token], index: int, worded: bool) -> _Step | None:
    """What stands behind the line, or behind "per" where it is `worded`."""
    return (
        _body(found, index)
        or _concentration(found, index, worded)
        or _hours(found, index)
        or _whole(found, index, worded)
        or _time(found, index)
    )


def _body(found: list[Token], index: int) -> _Step | None:
    """`m2`, `kg`, `kilogram of body weight`."""
    low = found[index].low
    if low in ("m", "kg") and _negative_power(found, index + 1):
        return _Step(*BY_POWER[low], index + 3)
    if low in KILOGRAM:
        return _Step(_BASIS, "/kg", _without_body(found, index + 1, BODY_WEIGHT))
    square = _square(found, index)
    return _Step(_BASIS, "/m2", square) if square is not None else None


def _concentration(found: list[Token], index: int, worded: bool) -> _Step | None:
    """`mL`, `dL`; "per l" may be a misprint and is none."""
    low = found[index].low
    return _Step(_LABORATORY, "", index + 1) if low in LABORATORY and not (low == "l" and worded) else None


def _hours(found: list[Token], index: int) -> _Step | None:
    """`/24 h` is per day, `/12 h` every twelve hours."""
    token = found[index]
    if token.kind != NUMBER or TIMES_OF_DAY.get(found[index + 1].low) != "h":
        return None
    if token.text == "24":
        return _Step(_PER, "day", index + 2)
    return _Step(_EVERY, token.text, index + 2) if token.whole in HOURS_BETWEEN_DOSES else None


def _whole(found: list[Token], index: int, worded: bool) -> _Step | None:
    """`/dose`, `per cycle`, `/infusion`."""
    low = found[index].low
    if low not in WHOLES or (worded and low in WHOLES_ONLY_BELOW_A_LINE):
        return None
    return _Step(_PER, WHOLES[low], index + 1)


def _time(found: list[Token], index: int) -> _Step | None:
    """`/h`, `per minute`, `/day`, `per week`, `/patient`."""
    low = found[index].low
    if low in TIMES_OF_DAY and low not in HOW_OFTEN:
        return _Step(_RATE, f"/{TIMES_OF_DAY[low]}", index + 1)
    if low in PERIODS:
        return _Step(_PER, PERIODS[low], index + 1)
    return _Step(_PER, ADMINISTRATION, index + 1) if low in PATIENT else None


def _square(found: list[Token], index: int) -> int | None:
    """The index behind a square metre in any spelling, or None."""
    low = found[index].low
    if low in ("square", "sq"):
        here = index + 1 + (found[index + 1].text == ".")
        return _without_body(found, here + 1, BODY_SURFACE) if found[here].low in METRES else None
    if low in SQUARES:
        return index + 1
    return _squared(found, index + 1) if low in METRE else None


def _squared(found: list[Token], index: int) -> int | None:
    """The index behind the power two: `2`, `²`, `^2`, `**2`, `(2)`, `squared`."""
    low, after = found[index].low, found[index + 1].text
    if low in ("2", "²"):
        return _without_body(found, index + 1, BODY_SURFACE)
    if low in ("^", "*") and after in ("2", "*"):
        return index + 2 + (after == "*")
    if low == "(" and after == "2" and found[index + 2].text == ")":
        return index + 3
    return index + 1 if low == "squared" else None


def _without_body(found: list[Token], index: int, words: frozenset[str]) -> int:
    """The index behind `of body-surface area`, `body weight`, `bw`, where that follows."""
    here = index + 1 if found[index].low == "of" else index
    if found[here].low not in words:
        return index
    here += 1
    while found[here].low in BODY_MEASURES:
        here += 1
    return here
