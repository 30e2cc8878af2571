"""Doses, and the amounts that are none: limits, what a tablet holds, steps of rounding."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from dosetrace.reader.amounts.doses import area_under_curve, doses
from dosetrace.reader.grammar.scan import Scan
from dosetrace.reader.terms import Doses, Doubt, Kind
from dosetrace.reader.tokens import AHEAD, NUMBER
from dosetrace.reader.vocabulary import (
    BEHIND_A_STRENGTH,
    COMPARATIVES,
    FORM_ABBREVIATIONS,
    FORMS,
    HOLDING,
    LARGEST,
    LIMITS,
    NO_WORDS_OF_A_FORM,
    PACKED,
    REDUCTIONS,
)
from dosetrace.units import Amount

_SHORT_HEADING = 9


def dose(scan: Scan, index: int) -> int | None:
    """`1.5 mg/m2`, `0.6 and 0.3 mg/m2`, `2 mg maximum`; a concentration is passed over."""
    read = _parted_decimal(scan, index) or doses(scan.tokens, index)
    if read is None:
        return None
    value, after = read
    if value is None:
        return after
    cap = _behind_largest(scan, after)
    if cap is not None:
        return scan.add(Kind.LARGEST, value, index, cap)
    if value.amounts[0].high == 0 or _no_dose(scan, index):
        return after
    limit = compared(scan, index) or _held(scan, index) or _form_around(scan, index, after)
    return scan.add(Kind.LIMIT if limit else Kind.DOSE, value, index, after)


def area(scan: Scan, index: int) -> int | None:
    """`AUC 5`, `area under the curve of 5`."""
    read = area_under_curve(scan.tokens, index)
    return scan.add(Kind.DOSE, read[0], index, read[1]) if read is not None else None


def compared(scan: Scan, index: int) -> bool:
    """Whether a comparison stands before a number: `> 50 mg`, `more than`, `at least`, `equal to`."""
    second, first = scan.lows[index - 2], scan.lows[index - 1]
    if first in LIMITS or (first in ("=", "±") and second in ("<", ">")):
        return True
    if first == "than" and second in COMPARATIVES:
        return True
    return (second, first) in (("at", "least"), ("at", "most"), ("equal", "to"))


def _parted_decimal(scan: Scan, index: int) -> tuple[Doses, int] | None:
    """`VINCRISTINE 1 , 5 mg/m2`: a decimal comma with spaces around it, or two numbers; read with a doubt."""
    whole, comma, rest = scan.tokens[index : index + 3]
    if comma.text != "," or not rest.spaced or whole.whole is None or rest.whole is None:
        return None
    if not scan.terms or scan.terms[-1].kind is not Kind.DRUG or scan.terms[-1].last != index:
        return None
    read = doses(scan.tokens, index + 2)
    if read is None or read[0] is None or len(read[0].amounts) > 1:
        return None
    value = Decimal(f"{whole.text}.{rest.text}")
    amount = Amount(value, value, read[0].amounts[0].unit)
    doubt = Doubt("the comma may part two numbers", {"dose": rest.text})
    return replace(read[0], amounts=(amount,), doubt=doubt), read[1]


def _behind_largest(scan: Scan, index: int) -> int | None:
    """The index behind `maximum` or `at most` that follows an amount; not of `5 mg, capped at 10 mg`."""
    if scan.lows[index] in LARGEST:
        goes_on = scan.lows[index + 1] in ("at", "of", "to", "dose", ".", ":") or scan.tokens[index + 1].kind == NUMBER
        return None if goes_on else index + 1
    return index + 2 if scan.lows[index : index + 2] == ["at", "most"] else None


def _no_dose(scan: Scan, index: int) -> bool:
    """`reduced by 20 mg`, `nearest 5 mg`, `increments of 5 mg`, `last dose of 5 mg`, and short headings."""
    before = scan.lows[max(0, index - 4) : index]
    if before[-1:] == ["by"] and not REDUCTIONS.isdisjoint(before):
        return True
    if scan.lows[0] == "#" and len(scan.tokens) - AHEAD < _SHORT_HEADING:
        return True
    if "nearest" in before[-2:] or before[-1:] == ["increments"]:
        return True
    return any(pair == ("last", "dose") for pair in pairwise(before))


def _held(scan: Scan, index: int) -> bool:
    """Whether the number is what a tablet or a vial holds, or stands in one row with such a number."""
    words = scan.lows[max(0, index - 6) : index]
    if (
        not HOLDING.isdisjoint(words)
        or not PACKED.isdisjoint(scan.lows[:index])
        or (words[-1:] == ["of"] and not FORMS.isdisjoint(words[-2:-1]))
    ):
        return True
    if len(scan.terms) < 2:
        return False
    earlier, last = scan.terms[-2:]
    row = earlier.kind is Kind.LIMIT and last.kind is Kind.LINK
    return row or (last.kind is Kind.LIMIT and last.last == index)


def _form_around(scan: Scan, index: int, after: int) -> bool:
    """`tab 20 mg`, `20 mg tablets`, `400 mg film-coated tablets`, `5 mg ±`."""
    behind = scan.lows[after]
    if scan.lows[index - 1] in FORM_ABBREVIATIONS | FORMS or behind in BEHIND_A_STRENGTH:
        return True
    return scan.lows[after + 1] in FORMS and behind not in NO_WORDS_OF_A_FORM
