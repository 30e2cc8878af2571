"""The words of cells as values. Each raises Unclear with what was expected: a wrong number is worse than none."""

from __future__ import annotations

import re
from decimal import Decimal

from dosetrace.sheet.columns import AT_MOST, CONTINUOUSLY, EVERY_DAY, NOT_STATED
from dosetrace.sheet.orders import ONCE, Sum
from dosetrace.spelling import spelled_out
from dosetrace.terminology import drug_names_by_word, drugs
from dosetrace.timeline import Dose
from dosetrace.units import Amount, Unit, UnitError, parse_unit
from dosetrace.wording import times_text

NOTHING = ("", NOT_STATED, "not known", "unknown", "-")


class Unclear(ValueError):
    """A cell that cannot be read without guessing; its text is what was expected."""


_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
_RANGE = re.compile(rf"({_NUMBER})(?:\s*(?:to|-)\s*({_NUMBER}))?")
_AMOUNT = re.compile(rf"({_RANGE.pattern})\s*(\S.*)")
_ITEM = re.compile(r"(\d{1,3})(?: to (\d{1,3}))?")
_SUM = re.compile(r"(at least )?(.+?)(, the rest is not stated)?( at most)?")


def amount(figures: str, unit: str) -> Amount | None:
    """The words of a dose and its unit; None where the dose is not stated."""
    if figures.lower() in NOTHING:
        return None
    low, high = _ends(figures)
    if not unit:
        raise Unclear("a unit beside the dose, such as mg/m2")
    return Amount(low, high, _unit(unit))


def _ends(figures: str) -> tuple[Decimal, Decimal]:
    match = _RANGE.fullmatch(figures)
    if match is None:
        raise Unclear("a number with a decimal point and no other mark, such as 0.5 or 1.3 to 1.8")
    low, high = Decimal(match[1]), Decimal(match[2] or match[1])
    if high < low:
        raise Unclear("the lower number first")
    return low, high


def _unit(text: str) -> Unit:
    try:
        return parse_unit(spelled_out(text))
    except UnitError as error:
        raise Unclear("a unit such as mg/m2, g/m2, microgram/kg or mg") from error


def span(text: str) -> Amount | None:
    """`28 days`, `21 to 28 days`, `over 3 h`; None where it is not stated."""
    if text.lower() in NOTHING:
        return None
    match = _AMOUNT.fullmatch(re.sub(r"^(over|for|every) ", "", text))
    if match is None:
        raise Unclear("a length of time such as 3 hours or 21 to 28 days")
    found = Amount(*_ends(match[1]), _unit(match[4]))
    if found.unit.dimension not in (Unit("d").dimension, Unit("mo").dimension):
        raise Unclear("a length of time such as 3 hours or 21 to 28 days")
    return found


def total(text: str) -> Sum:
    """`1.8 mg/m²`, `at least 5 mg, the rest is not stated`, `10.8 mg/m² at most`, `not stated`."""
    if text.lower() in NOTHING:
        return Sum(None, complete=False)
    match = _SUM.fullmatch(text)
    found = _AMOUNT.fullmatch(match[2]) if match else None
    if match is None or found is None:
        raise Unclear("a total with its unit, such as 1.8 mg/m2, or not stated")
    return Sum(Amount(*_ends(found[1]), _unit(found[4])), not (match[1] or match[3]), bool(match[4]))


def numbers(text: str) -> tuple[int, ...]:
    """`1 to 3, 5 and 7`, each written out. A hyphen is refused: `4-11` has been read as 4 to 11 and as 4 and 11."""
    items = [_ITEM.fullmatch(part) for part in re.split(r"\s*(?:,\s*and\b|,|\band\b)\s*", text)]
    if None in items:
        raise Unclear('numbers such as 1, "1 to 6" or "1, 8 and 15", without a hyphen')
    ends = [(int(item[1]), int(item[2] or item[1])) for item in items if item]
    if any(low > high or low < 1 for low, high in ends):
        raise Unclear("numbers from 1, the lower one first")
    return tuple(sorted({number for low, high in ends for number in range(low, high + 1)}))


def cycles(text: str) -> tuple[tuple[int, ...] | None, Amount | None, bool]:
    """Cycle numbers, or the time it goes on for; and whether they are a limit only."""
    if text.lower() in NOTHING:
        return None, None, False
    if text.startswith("for "):
        return None, span(text), False
    words = re.sub(r"^cycles? ", "", text.lower())
    return numbers(words.removesuffix(AT_MOST)), None, words.endswith(AT_MOST)


def days(text: str) -> tuple[int, ...] | None:
    """The days of the cycle, None where they are not stated."""
    words = re.sub(r"^days? ", "", text.lower())
    return None if words in NOTHING or words == EVERY_DAY else numbers(words)


def count(text: str) -> int | None:
    """A whole number, None where it is not known."""
    if text.lower() in NOTHING:
        return None
    if not re.fullmatch(r"\d{1,5}", text):
        raise Unclear("a whole number, or not known")
    return int(text)


_PER = {"administration": "administration", "dose": "administration", "day": "day", "daily": "day"}


def per(text: str) -> str | None:
    """`administration` or `day`; None where nothing is stated."""
    words = re.sub(r"^per ", "", text.lower())
    if words in NOTHING:
        return None
    if words not in _PER:
        raise Unclear("administration or day")
    return _PER[words]


_ROUTES = {"iv": "intravenous", "i.v.": "intravenous", "po": "oral", "p.o.": "oral", "by mouth": "oral",
           "it": "intrathecal", "sc": "subcutaneous", "s.c.": "subcutaneous", "subcut": "subcutaneous",
           "intravenously": "intravenous", "orally": "oral", "subcutaneously": "subcutaneous"}  # fmt: skip


def route(text: str) -> str | None:
    """The route by its name, the common abbreviations too."""
    words = text.lower()
    return None if words in NOTHING else _ROUTES.get(words, words)


def drug(text: str) -> str:
    """The drug by any name that is known, in capitals or not; else as it stands."""
    words = text.lower()
    return next((name for name in drugs() if name.lower() == words), drug_names_by_word().get(words, text))


_BASES = {"bsa": "body surface area", "body surface": "body surface area", "m2": "body surface area",
          "weight": "body weight", "fixed": "flat"}  # fmt: skip


def basis(text: str) -> str | None:
    """The dose basis, by the names in use."""
    words = text.lower()
    return None if words in NOTHING else _BASES.get(words, words)


_A_DAY = {"once": 1, "twice": 2, "three times": 3, "four times": 4}
_ADVERBS = {"daily": "once a day", "weekly": "every week", "monthly": "every month"}
_OFTEN = re.compile(rf"({'|'.join(_A_DAY)}|\d{{1,2}} times) (?:daily|a day|per day)")
_EVERY = re.compile(r"(?:every|q) ?(\d{1,3}) ?(\w+)")


def times(text: str) -> tuple[str | None, bool]:
    """How often, in the words of a build sheet where they are understood, and whether it is continuous."""
    words = [part for part in re.split(r"\s*,\s*", text.lower()) if part not in NOTHING]
    rest = [word for word in words if word not in (CONTINUOUSLY, "continuous")]
    return ", ".join(_often(word) for word in rest) or None, len(rest) < len(words)


def _often(words: str) -> str:
    if words == ONCE:
        return ONCE
    words = _ADVERBS.get(words, words)
    if match := _OFTEN.fullmatch(words):
        number = _A_DAY.get(match[1]) or int(match[1].split()[0])
        return times_text(Dose("", None, times_per_day=number))
    if match := _EVERY.fullmatch(words):
        number, unit = int(match[1]), spelled_out(match[2])
        if unit == "h":
            return times_text(Dose("", None, every_hours=number))
        return times_text(Dose("", None, every=Amount(Decimal(number), Decimal(number), Unit(unit))))
    return words
