"""Numbers as papers print them: in figures and words, scaled by a power of ten, and ranges of two."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dosetrace.reader.amounts.measures import measure
from dosetrace.reader.tokens import NUMBER, WORD, Token
from dosetrace.reader.vocabulary import COUNTS, CROSSES, NUMBERED_PLACES, SCALES
from dosetrace.units import Amount, Unit

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SUPERSCRIPT_FIGURES = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_GROUP = 3
"""Figures in a group of thousands."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; `other` what it could also be (`1.000` in a text that may mean a thousand)."""

    value: Decimal
    other: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a range of two."""

    low: Number
    high: Number

    def amount(self, unit: str) -> Amount:
        return Amount(self.low.value, self.high.value, Unit(unit))


def number(found: list[Token], index: int) -> tuple[Number, int] | None:
    """`1,000`, `1 000`, `0,5`, `0·5`, `.5`, `5 × 10^6`, `3 million`."""
    token = found[index]
    if token.kind != NUMBER:
        return None
    text = token.text.replace("·", ".")
    text = f"0{text}" if text[0] == "." else text
    if _behind_a_broken_line(found, index):
        return Number(Decimal(f"{found[index - 2].text}.{text}"), Decimal(text)), index + 1
    text, after = _joined(found, index, text)
    return _scaled(found, after, Number(Decimal(text), _thousands(text)))


def _behind_a_broken_line(found: list[Token], index: int) -> bool:
    """Whether a line ended behind the decimal point of a number: `1.` and `5 mg` on the next line."""
    point, whole = found[index - 1], found[index - 2]
    return found[index].before == "\n" and point.text == "." and whole.text.isdigit() and not point.spaced


def _joined(found: list[Token], index: int, text: str) -> tuple[str, int]:
    """A number with the groups of thousands, or the decimals, that stand behind a comma or a space."""
    after = index + 1
    if "." in text:
        return text, after
    while _group(found, after):
        after += found[after].text == ","
        text, after = text + found[after].text, after + 1
    if after == index + 1 and _decimals(found, after):
        return f"{text}.{found[after + 1].text}", after + 2
    return text, after


def _group(found: list[Token], index: int) -> bool:
    """Whether a group of three figures goes on: `,000` without a space, or ` 000` with one."""
    before, here = found[index - 1], found[index]
    comma = here.text == "," and not here.spaced and not found[index + 1].spaced
    group = found[index + 1] if comma else here
    if len(group.text) != _GROUP or group.whole is None or before.text == "0":
        return False
    behind_another = before.text.isdigit() and len(before.text) <= _GROUP
    if comma or not behind_another:
        return behind_another
    place = found[index - 2].low in NUMBERED_PLACES
    return here.before == " " and not place and measure(found, index + 1) is not None


def _decimals(found: list[Token], index: int) -> bool:
    """Whether a decimal comma follows: `0,5`, `1,25`, `0,125`."""
    comma, after = found[index], found[index + 1]
    if comma.text != "," or comma.spaced or after.spaced or after.whole is None:
        return False
    return len(after.text) < _GROUP or found[index - 1].text == "0"


def _thousands(text: str) -> Decimal | None:
    """`1.000` read as a thousand, None for a number that can be no thousand."""
    possible = len(text.partition(".")[2]) == _GROUP and text[0] != "0" and len(text) < 8
    return Decimal(text.replace(".", "")) if possible else None


def _scaled(found: list[Token], index: int, read: Number) -> tuple[Number, int]:
    """`× 10^6`, `x10(6)`, `million`, `thousand`."""
    low = found[index].low
    if low in SCALES:
        return Number(scaled(read.value, SCALES[low])), index + 1
    raised = power(found, index + 1) if low in CROSSES or low in ("*", "·") else None
    return (Number(scaled(read.value, raised[0])), raised[1]) if raised is not None else (read, index)


def power(found: list[Token], index: int) -> tuple[int, int] | None:
    """The power of ten and the index behind it: `10^6`, `10(6)`, `10⁶`, `106` and `10 6` where it was raised."""
    ten, after = found[index].text, found[index + 1]
    if not ten.startswith("10"):
        return None
    if ten != "10":
        return (int(ten[2:]), index + 1) if ten[2:].isdigit() and len(ten) == _GROUP else None
    if after.text == "^" and found[index + 2].whole is not None:
        return int(found[index + 2].text), index + 3
    if after.text == "(" and found[index + 2].whole is not None and found[index + 3].text == ")":
        return int(found[index + 2].text), index + 4
    here, raised = index + 1, ""
    while found[here].text in _SUPERSCRIPT_FIGURES and not found[here].spaced:
        raised, here = raised + found[here].text.translate(_SUPERSCRIPTS), here + 1
    if raised:
        return int(raised), here
    return (int(after.text), index + 2) if after.whole is not None and len(after.text) <= 2 else None


def scaled(value: Decimal, power_of_ten: int) -> Decimal:
    """The value times a power of ten, without an exponent."""
    return Decimal(format(value.scaleb(power_of_ten), "f"))


def count(found: list[Token], index: int) -> tuple[int, int] | None:
    """A whole number in figures or as a word, `twenty-one` included."""
    token = found[index]
    if token.kind == WORD and token.low in COUNTS:
        joined = f"{token.low}-{found[index + 2].low}" if found[index + 1].text == "-" else ""
        return (COUNTS[joined], index + 3) if joined in COUNTS else (COUNTS[token.low], index + 1)
    return (token.whole, index + 1) if token.whole is not None and len(token.text) < 5 else None


def figure(found: list[Token], index: int) -> tuple[Figure, int] | None:
    """`1.3-1.8`, `10 to 20`, `21- to 28`, or one number."""
    first = number(found, index)
    if first is None:
        return None
    low, after = first
    next_at = behind_range_mark(found, after)
    second = number(found, next_at) if next_at is not None else None
    if second is not None and second[0].value > low.value:
        return Figure(low, second[0]), second[1]
    return Figure(low, low), after


def behind_range_mark(found: list[Token], index: int) -> int | None:
    """The index behind `-`, `to`, `- to`, or None."""
    low = found[index].low
    if low == "-" and found[index + 1].low == "to":
        return index + 2
    return index + 1 if low in ("-", "~", "to") else None
