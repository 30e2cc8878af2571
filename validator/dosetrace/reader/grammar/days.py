"""Days of a cycle."""

from __future__ import annotations

from dosetrace.reader.grammar.lists import Items, flat, listed
from dosetrace.reader.grammar.scan import Scan
from dosetrace.reader.terms import Kind
from dosetrace.reader.vocabulary import (
    BEFORE_A_WEEK,
    BEFORE_THE_FIRST_DAY,
    BEHIND_AND_ON,
    DAY_WORDS,
    NUMBER_SIGNS,
    ONWARD_FROM_A_DAY,
    OTHER_EVENTS,
    STARTS,
    WEEK_WORDS,
)

_WORDS = DAY_WORDS | {"d"}
_FURTHEST_EVENT = 7


def days(scan: Scan, index: int) -> int | None:
    """`days 1, 8 and 15`, `day 1-5`, `days -3 to -1`, `day no. 1`, `day(s) 1`."""
    found = listed(scan, _behind_number_signs(scan, index + 1), _WORDS, days=True)
    return _placed(scan, index, *found) if found is not None else None


def short_days(scan: Scan, index: int) -> int | None:
    """`d1`, `D8`, `d 1-5`; not the `d` of a unit."""
    after, second = scan.tokens[index + 1 : index + 3]
    if scan.lows[index - 1] == "/":
        numbered = not scan.tokens[index - 1].spaced and after.whole is not None and not after.spaced
    else:
        signed = after.text in ("-", "+") and second.whole is not None and not second.spaced
        numbered = after.whole is not None or signed
    return days(scan, index) if numbered else None


def same_days(scan: Scan, index: int) -> int | None:
    """`on the same days`."""
    return scan.add(Kind.SAME_DAYS, None, index, index + 2) if scan.lows[index + 1] in DAY_WORDS else None


def _behind_number_signs(scan: Scan, index: int) -> int:
    """The index behind `:`, `#`, `no.`, `(s)`, `(d)`."""
    while True:
        if scan.lows[index] == "(" and scan.lows[index + 1] in ("s", "d") and scan.lows[index + 2] == ")":
            index += 3
        elif scan.lows[index : index + 2] == ["no", "."]:
            index += 2
        elif scan.lows[index] in NUMBER_SIGNS:
            index += 1
        else:
            return index


def _placed(scan: Scan, index: int, items: Items, after: int) -> int:
    """Days by the words around them: `from day 8`, `day 8 onward`; not those of a transplant."""
    if _of_something_else(scan, index) or scan.lows[after] == "=":
        return after
    single = len(items) == 1 and len(items[0]) == 1
    if not single or not (_starts(scan, index) or _goes_on(scan, after)):
        return _of_weeks(scan, scan.add(Kind.DAYS, items, index, after))
    if scan.lows[index - 1] == "after":
        return after
    return scan.add(Kind.FROM_DAY, items[0][0], index, after)


def _starts(scan: Scan, index: int) -> bool:
    """`from day 8`, `starting on day 8`, `beginning from day 2`."""
    earlier, before = scan.lows[index - 2], scan.lows[index - 1]
    return before in BEFORE_THE_FIRST_DAY or (before in ("on", "at", "from", "by") and earlier in STARTS)


def _goes_on(scan: Scan, after: int) -> bool:
    """`day 8 onwards`, `day 8+`, `day 1 until …`, `day 8 and beyond`, `day 1 up until …`."""
    low, behind = scan.lows[after], scan.lows[after + 1]
    return low in ONWARD_FROM_A_DAY or (low in ("and", "up", "on") and behind in BEHIND_AND_ON)


def _of_something_else(scan: Scan, index: int) -> bool:
    """Whether the days are those of a transplant, an examination or radiation, not of a drug."""
    stop = max(index - _FURTHEST_EVENT, scan.terms[-1].last if scan.terms and scan.lows[index - 1] != "," else 0, 0)
    parted = False
    for at in range(index - 1, stop - 1, -1):
        if scan.lows[at] in OTHER_EVENTS:
            return not parted or scan.tokens[at].before == "\n"
        if scan.lows[at] in (";", ":", ")"):
            return False
        parted = parted or scan.lows[at] == ","
    return False


def _of_weeks(scan: Scan, after: int) -> int:
    """`of weeks 1 and 3` behind days."""
    here = scan.past(after, BEFORE_A_WEEK)
    found = listed(scan, here + 1, WEEK_WORDS) if here > after and scan.lows[here] in WEEK_WORDS else None
    return scan.add(Kind.WEEKS, flat(found[0]), here, found[1]) if found is not None else after
