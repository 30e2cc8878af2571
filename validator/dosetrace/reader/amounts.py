"""The grammar of amounts: numbers as papers print them, units in all their spellings, lists that share a unit.

Every rule takes the tokens and an index; it gives what it read and the index behind it, or None.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dosetrace.reader.terms import Doses
from dosetrace.reader.tokens import NUMBER, WORD, Token
from dosetrace.reader.vocabulary import (
    COUNTS,
    LABORATORY,
    MASSES,
    MILLIONS,
    NUMBERED_THINGS,
    REDUCTIONS,
    SPANS,
    SQUARES,
    STRETCHES,
    TIMES_OF_DAY,
)
from dosetrace.units import Amount, Unit

_ADMINISTRATION = "administration"
_PERIODS = {"d": "day", "wk": "week", "mo": "month"}
_WHOLES = {"dose": _ADMINISTRATION, "administration": _ADMINISTRATION, "injection": _ADMINISTRATION,
           "infusion": _ADMINISTRATION, "cycle": "cycle", "course": "cycle", "block": "cycle"}  # fmt: skip
_BODY = ({"body", "bodyweight", "bw"}, {"body", "bsa"})
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_THOUSAND = 3


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; `other` what it could also be (`1.000` in a text that may mean a thousand)."""

    value: Decimal
    other: Decimal | None = None


def number(found: list[Token], index: int) -> tuple[Number, int] | None:
    """`1,000`, `1 000`, `0,5`, `0·5`, `.5`, `5 × 10^6`, `3 million`."""
    token = found[index]
    if token.kind != NUMBER:
        return None
    text, after, other = token.text.replace("·", "."), index + 1, None
    text = f"0{text}" if text[0] == "." else text
    if (
        index > 1
        and token.before == "\n"
        and found[index - 1].text == "."
        and found[index - 2].text.isdigit()
        and not found[index - 1].spaced
    ):
        return Number(Decimal(f"{found[index - 2].text}.{text}"), Decimal(text)), after
    while _group(found, after, len(text.split(".")[0])) and "." not in text:
        text, after = text + found[after + (found[after].text == ",")].text, after + 1 + (found[after].text == ",")
    if _decimals(found, after) and "." not in text and after == index + 1:
        text, after = f"{text}.{found[after + 1].text}", after + 2
    if len(text.partition(".")[2]) == _THOUSAND and text[0] != "0" and len(text) < 8:
        other = Decimal(text.replace(".", ""))
    return _scaled(found, after, Number(Decimal(text), other))


def _group(found: list[Token], index: int, figures: int) -> bool:
    """Whether a group of three figures goes on: `,000` without a space, or ` 000` with one."""
    comma = found[index].text == "," and not found[index].spaced and not found[index + 1].spaced
    group = found[index + 1] if comma else found[index]
    if len(group.text) != _THOUSAND or group.whole is None or found[index - 1].text == "0":
        return False
    behind_another = found[index - 1].text.isdigit() and len(found[index - 1].text) <= _THOUSAND
    if comma or not behind_another:
        return behind_another
    place = index >= 2 and found[index - 2].low in NUMBERED_THINGS | {
        "day",
        "days",
        "cycle",
        "cycles",
        "week",
        "c",
        "d",
    }
    return found[index].before == " " and not place and measure(found, index + 1) is not None


def _decimals(found: list[Token], index: int) -> bool:
    """Whether a decimal comma follows: `0,5`, `1,25`, `0,125`."""
    comma, after = found[index], found[index + 1]
    if comma.text != "," or comma.spaced or after.spaced or after.whole is None:
        return False
    return len(after.text) < _THOUSAND or found[index - 1].text == "0"


def _scaled(found: list[Token], index: int, read: Number) -> tuple[Number, int]:
    """`× 10^6`, `x10(6)`, `million`, `thousand`."""
    low = found[index].low
    if low in ("×", "x", "*", "·") and found[index + 1].text.startswith("10"):
        power = _power(found, index + 1)
        if power is not None:
            return Number(_plain(read.value.scaleb(power[0]))), power[1]
    scale = {"million": 6, "millions": 6, "mio": 6, "thousand": 3}.get(low)
    if scale is not None:
        return Number(_plain(read.value.scaleb(scale))), index + 1
    return read, index


def _power(found: list[Token], index: int) -> tuple[int, int] | None:
    after = found[index + 1]
    if found[index].text != "10":
        digits = found[index].text[2:]
        return (int(digits), index + 1) if digits.isdigit() and len(digits) == 1 else None
    if after.text == "^" and found[index + 2].whole is not None:
        return int(found[index + 2].text), index + 3
    if after.text == "(" and found[index + 2].whole is not None and found[index + 3].text == ")":
        return int(found[index + 2].text), index + 4
    raised = after.text.translate(_SUPERSCRIPTS)
    if after.text != raised and not after.spaced:
        return int(raised), index + 2
    return (int(after.text), index + 2) if after.whole is not None and len(after.text) <= 2 else None


def _plain(value: Decimal) -> Decimal:
    return Decimal(format(value, "f"))


def count(found: list[Token], index: int) -> tuple[int, int] | None:
    """A whole number in figures or as a word, `twenty-one` included."""
    token = found[index]
    if token.kind == WORD and token.low in COUNTS:
        joined = f"{token.low}-{found[index + 2].low}" if found[index + 1].text == "-" else ""
        return (COUNTS[joined], index + 3) if joined in COUNTS else (COUNTS[token.low], index + 1)
    if token.whole is not None and len(token.text) < 5:
        return token.whole, index + 1
    return None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a range of two."""

    low: Number
    high: Number

    def amount(self, unit: str) -> Amount:
        return Amount(self.low.value, self.high.value, Unit(unit))


def figure(found: list[Token], index: int) -> tuple[Figure, int] | None:
    """`1.3-1.8`, `10 to 20`, `21- to 28`, or one number."""
    first = number(found, index)
    if first is None:
        return None
    low, after = first
    next_at = _range_mark(found, after)
    second = number(found, next_at) if next_at is not None else None
    if second is not None and second[0].value > low.value:
        return Figure(low, second[0]), second[1]
    return Figure(low, low), after


def _range_mark(found: list[Token], index: int) -> int | None:
    """The index behind `-`, `to`, `- to`, or None."""
    if found[index].text == "-" and found[index + 1].low == "to":
        return index + 2
    if found[index].text in ("-", "~") or found[index].low == "to":
        return index + 1
    return None


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit of dosing and what the amount is stated per; `code` is None below the line of a concentration."""

    code: str | None
    per: str = _ADMINISTRATION
    scale: int = 0
    every_hours: int | None = None


def measure(found: list[Token], index: int) -> tuple[Measure, int] | None:
    """A unit in any spelling: `mg/m2/day`, `-mg`, `g per square metre of body-surface area`, `million units/m2`."""
    here = index + 1 if found[index].text == "-" and found[index + 1].kind == WORD else index
    mass = _mass(found, here)
    if mass is None:
        return None
    return below_the_line(found, mass[2], mass[0], mass[1])


def below_the_line(found: list[Token], here: int, code: str, scale: int = 0) -> tuple[Measure, int]:
    """What stands below the line of a unit, wherever it goes on: `/m2/day`, `per kilogram per dose`."""
    basis, rate, per, hours = "", "", _ADMINISTRATION, None
    while True:
        step = _below(found, here)
        if step is None:
            break
        kind, value, after = step
        if kind == "laboratory":
            return Measure(None), after
        if kind == "basis" and not basis:
            basis = value
        elif kind == "rate":
            rate = value
        elif kind == "every":
            hours = int(value)
        elif kind == "per":
            per = value if per in (_ADMINISTRATION, value) else per
        else:
            break
        here = after
    return Measure(code + basis + rate, per, scale, hours), here


def _mass(found: list[Token], index: int) -> tuple[str, int, int] | None:
    """(code, power of ten, index behind): `mg`, `U`, `international units`, `MU`."""
    token, low = found[index], found[index].low
    if token.kind != WORD:
        return None
    if low == "international" and found[index + 1].low in ("unit", "units"):
        return "[IU]", 0, index + 2
    if low in MILLIONS and token.text in (low.upper(), low.upper().replace("I", "i"), "mIU", "Mio"):
        behind = found[index + 1].low
        if low == "mio" and behind in ("iu", "u", "units", "ie"):
            return ("[IU]" if behind in ("iu", "ie") else "U"), 6, index + 2
        return MILLIONS[low], 6, index + 1
    if low == "m" and token.text == "M" and found[index + 1].text in ("IU", "U"):
        return MASSES[found[index + 1].low], 6, index + 2
    if low not in MASSES or token.text in ("G", "Gm", "GM", "MG", "NG", "UG"):
        return None
    if low == "u" and token.text == "u" and found[index + 1].text != "/":
        return None
    return MASSES[low], 0, index + 1


def _below(found: list[Token], index: int) -> tuple[str, str, int] | None:
    """One step below the line: what kind it is, its code, the index behind."""
    token = found[index]
    if token.text == "/" or token.low == "per":
        return _divisor(found, index + 1, token.low == "per")
    if token.low in ("m", "kg", "d", "day", "h", "hr", "min") and _exponent(found, index + 1):
        return _divisor(found, index, slash=True)
    if token.text in (".", "·", "*") and found[index + 1].low in ("m", "kg", "d", "h") and _exponent(found, index + 2):
        return _divisor(found, index + 1, slash=True)
    return None


def _exponent(found: list[Token], index: int) -> bool:
    """`-2`, `-1`, or their superscripts: a negative power behind a unit."""
    marks = found[index].text
    return (marks == "-" and not found[index].spaced and found[index + 1].text in ("1", "2")) or marks == "⁻"


def _divisor(found: list[Token], index: int, word: bool = False, slash: bool = False) -> tuple[str, str, int] | None:
    token, low = found[index], found[index].low
    if _exponent(found, index + 1) and (slash or low in ("m", "kg")):
        index_behind = index + 3
        return _named_divisor(low, found, index_behind)
    square = _square(found, index)
    if square is not None:
        return "basis", "/m2", square
    if low in ("kg", "kilogram", "kilograms", "kilo"):
        return "basis", "/kg", _without_body(found, index + 1, _BODY[0])
    if low in LABORATORY and not (low == "l" and word):
        return "laboratory", "", index + 1
    hours = found[index + 1].low if token.kind == NUMBER else ""
    if token.text == "24" and TIMES_OF_DAY.get(hours) == "h":
        return "per", "day", index + 2
    if token.whole in (4, 6, 8, 12) and TIMES_OF_DAY.get(hours) == "h":
        return "every", token.text, index + 2
    if low in _WHOLES and not (word and low in ("infusion", "injection")):
        return "per", _WHOLES[low], index + 1
    if low in TIMES_OF_DAY and low not in ("hourly", "minutely"):
        return "rate", f"/{TIMES_OF_DAY[low]}", index + 1
    if STRETCHES.get(low) in _PERIODS and token.kind == WORD:
        return "per", _PERIODS[STRETCHES[low]], index + 1
    if token.kind == WORD and low in ("patient", "pt", "day1"):
        return "per", _ADMINISTRATION, index + 1
    return None


def _named_divisor(low: str, found: list[Token], behind: int) -> tuple[str, str, int] | None:
    if low == "m":
        return "basis", "/m2", behind
    if low == "kg":
        return "basis", "/kg", behind
    if low in ("d", "day"):
        return "per", "day", behind
    if low in ("h", "hr", "min"):
        return "rate", "/min" if low == "min" else "/h", behind
    return None


def _square(found: list[Token], index: int) -> int | None:
    """The index behind a square metre in any spelling, or None."""
    low, after = found[index].low, found[index + 1]
    if low in ("square", "sq"):
        here = index + 2 if after.text == "." else index + 1
        if found[here].low in ("m", "meter", "metre", "meters", "metres"):
            here += found[here + 1].text == "." and found[here + 2].text == "m"
            return _without_body(found, here + 1, _BODY[1])
        return None
    if low in SQUARES:
        return index + 1
    if low not in ("m", "meter", "metre"):
        return None
    if after.text == "2" or after.text == "²":
        return _without_body(found, index + 2, _BODY[1])
    if after.text in ("^", "*") and found[index + 2].text in ("2", "*"):
        return index + 3 + (found[index + 2].text == "*")
    if after.text == "(" and found[index + 2].text == "2" and found[index + 3].text == ")":
        return index + 4
    return index + 2 if after.low in ("squared",) else None


def _without_body(found: list[Token], index: int, words: set[str]) -> int:
    """The index behind `of body-surface area`, `body weight`, `bw`, where that follows."""
    here = index + 1 if found[index].low == "of" else index
    if found[here].low not in words:
        return index
    here += 1
    while found[here].text == "-" or found[here].low in ("surface", "area", "weight", "mass"):
        here += 1
    return here


_JOINS = ("and", "or", "&", "+", "/", "versus", "vs")


def doses(found: list[Token], index: int) -> tuple[Doses | None, int] | None:
    """One dose, or a list that shares a unit. (None, index) for a concentration: a number to leave alone."""
    times = _multiplied(found, index)
    start = times[1] if times else index
    first = figure(found, start)
    if first is None:
        return None
    unit = measure(found, first[1])
    if unit is None:
        return _listed(found, start, first) if times is None else None
    if unit[0].code is None:
        return None, unit[1]
    if (
        found[unit[1]].text in ("/", "-")
        and found[unit[1] + 1].kind == NUMBER
        and found[unit[1] + 2].low in ("ml", "l")
    ):
        return None, unit[1] + 3
    if not first[0].low.value == first[0].high.value and _changed_from(found, index):
        low, high = (Figure(end, end) for end in (first[0].low, first[0].high))
        return _doses([low, high], unit[0], "then", None), unit[1]
    figures, unit = _until(found, index, first[0], unit)
    return _doses([figures], unit[0], "", times[0] if times else None), unit[1]


def _changed_from(found: list[Token], index: int) -> bool:
    """`increased from 5 to 10 mg` are two doses, not a range."""
    return bool(
        index > 1
        and found[index - 1].low == "from"
        and any(t.low in REDUCTIONS for t in found[max(0, index - 5) : index - 1])
    )


def _multiplied(found: list[Token], index: int) -> tuple[int, int] | None:
    """`2 x` before an amount."""
    if found[index].whole in (1, 2, 3, 4, 5, 6) and found[index + 1].low in ("x", "×"):
        ahead = found[index + 2]
        if ahead.kind == NUMBER and not (ahead.text.startswith("10") and _power(found, index + 2)):
            return int(found[index].text), index + 2
        if ahead.kind == NUMBER and figure(found, index + 2) and (unit := measure(found, figure(found, index + 2)[1])):  # type: ignore[index]
            return (int(found[index].text), index + 2) if unit[0].code not in (None, "U", "[IU]") else None
    return None


def _until(
    found: list[Token], index: int, low: Figure, unit: tuple[Measure, int]
) -> tuple[Figure, tuple[Measure, int]]:
    """`10 mg to 20 mg` is a range, but not where "from" says that one follows the other."""
    mark = _range_mark(found, unit[1])
    second = figure(found, mark) if mark is not None else None
    other = measure(found, second[1]) if second is not None else None
    if second is None or other is None or other[0].code != unit[0].code:
        return low, unit
    if (index and found[index - 1].low == "from") or second[0].low.value <= low.high.value:
        return low, unit
    return Figure(low.low, second[0].high), other


def _listed(found: list[Token], index: int, first: tuple[Figure, int]) -> tuple[Doses, int] | None:
    """`0.6 and 0.3 mg/m2`, `50-, 100-, and 200-mg`, `25/250 mg/m2`."""
    figures, here, joins = [first[0]], first[1], []
    while len(figures) < 12:
        here += (
            (found[here].text == "-"
            and found[here + 1].text in (",", "/"))
            or (found[here].text == "-" and found[here + 1].low in _JOINS)
        )
        join, after = _join(found, here)
        item = figure(found, after) if join else None
        if item is None:
            return None
        figures.append(item[0])
        joins.append(join)
        here = item[1]
        unit = measure(found, here)
        if unit is not None:
            good = joins[-1] != "," and (len(set(joins)) == 1 or joins[-1] != "/") and unit[0].code is not None
            return (_doses(figures, unit[0], joins[-1], None), unit[1]) if good else None
    return None


def _join(found: list[Token], index: int) -> tuple[str, int]:
    comma = found[index].text == ","
    here = index + 1 if comma else index
    if found[here].low in _JOINS:
        return ("and" if found[here].low in ("&", "+") else found[here].low), here + 1
    return ("," if comma else ""), here


def _doses(figures: list[Figure], unit: Measure, link: str, times: int | None) -> Doses:
    code = unit.code or ""
    amounts = [figure.amount(code) for figure in figures]
    if unit.scale:
        amounts = [Amount(_plain(a.low.scaleb(6)), _plain(a.high.scaleb(6)), a.unit) for a in amounts]
    other = next((n.other for f in figures for n in (f.low, f.high) if n.other is not None), None)
    if other is not None and other >= 1000 and code.startswith(("U", "[IU]")) and len(amounts) == 1:
        amounts, other = [Amount(other, other, amounts[0].unit)], amounts[0].low
    doubt = f"the point may end a sentence or part thousands: {other}" if other is not None else None
    return Doses(tuple(amounts), unit.per, link, times, doubt, unit.every_hours)


def area_under_curve(found: list[Token], index: int) -> tuple[Doses, int] | None:
    """`AUC 5`, `area under the curve of 5-6 mg/mL × min`; not the decimal area under a ROC curve."""
    here = index + 1
    if found[index].low == "area":
        while (
            found[here].low in ("under", "the", "concentration", "plasma", "time", "versus", "vs", "-")
            and here - index < 9
        ):
            here += 1
        if found[here].low != "curve":
            return None
        here += 1
        if found[here].text in ("(", "[") and found[here + 1].low == "auc":
            here += 2 + (found[here + 2].text in (")", "]"))
    while found[here].low in ("of", "=", ":", "to", "an", "target") or (
        found[here].text == "-" and found[here + 1].kind == NUMBER
    ):
        here += 1
    read = figure(found, here)
    if read is None or read[0].low.value < 1 or read[0].high.value > 10:
        return None
    after = read[1]
    while found[after].low in ("mg", "min", "ml", "l") or found[after].text in ("/", "·", "×", "*", "."):
        if found[after].text == "." and found[after + 1].low not in ("min", "mg"):
            break
        after += 1
    return Doses((read[0].amount("{AUC}"),)), after


def span(found: list[Token], index: int) -> tuple[Amount, int] | None:
    """A stretch of time: `21- to 28-day`, `24-h`, `three weeks`, `30 min to 1 h`."""
    words = count(found, index) if found[index].kind == WORD else None
    if words is not None:
        second = _range_mark(found, words[1])
        other = count(found, second) if second is not None else None
        low, high, here = (words[0], other[0], other[1]) if other else (words[0], words[0], words[1])
        read = Figure(Number(Decimal(low)), Number(Decimal(high)))
    else:
        figures = figure(found, index)
        if figures is None:
            return None
        read, here = figures
        if found[here].low == "or" and (third := figure(found, here + 1)) and _time(found, third[1]):
            read, here = Figure(read.low, third[0].high), third[1]
    unit = _time(found, here)
    if unit is None:
        return None
    return Amount(read.low.value, read.high.value, Unit(unit[0])), unit[1]


def _time(found: list[Token], index: int) -> tuple[str, int] | None:
    here = index + 1 if found[index].text == "-" else index
    token = found[here]
    if (
        token.kind != WORD
        or token.low not in SPANS
        or (token.low in ("d", "w", "y", "h") and token.text.isupper() and token.low != "h")
    ):
        return None
    behind = here + 1
    if found[behind].text == "(" and found[behind + 1].low == "s" and found[behind + 2].text == ")":
        behind += 3
    return SPANS[token.low], behind
