"""Conditions: for whom or when a dose holds. Their words are kept as they stand."""

from __future__ import annotations

from dosetrace.reader.amounts.doses import doses
from dosetrace.reader.grammar.doses import compared
from dosetrace.reader.grammar.scan import Scan
from dosetrace.reader.terms import Kind
from dosetrace.reader.tokens import NUMBER, WORD
from dosetrace.reader.vocabulary import BEFORE_PEOPLE, BEHIND_A_CONDITION, CONDITION_MARKS, PEOPLE, TELLING_PEOPLE_APART

_WINDOW = 6


def people(scan: Scan, index: int) -> int | None:
    """`for patients older than 60 years`, `in those aged 70 or more`: a condition."""
    here = scan.past(index + 1, BEFORE_PEOPLE)
    if scan.lows[here] not in PEOPLE or TELLING_PEOPLE_APART.isdisjoint(scan.lows[here : here + _WINDOW]):
        return None
    return condition(scan, index)


def condition(scan: Scan, index: int) -> int:
    """`if tolerated`, `when platelets are above 50`: the words up to the next mark or the next dose."""
    here = index + 1
    while scan.tokens[here].kind in (WORD, NUMBER) or scan.lows[here] in CONDITION_MARKS:
        if _given(scan, here) or (here > index + 2 and scan.lows[here] in BEHIND_A_CONDITION):
            break
        here += 1
    while here > index + 1 and scan.lows[here - 1] in ("and", "or"):
        here -= 1
    words = (scan.tokens[index].start, scan.tokens[here - 1].end)
    return scan.add(Kind.CONDITION, words, index, here)


def _given(scan: Scan, index: int) -> bool:
    """Whether a dose or a drug begins here."""
    if scan.tokens[index].kind != NUMBER:
        return scan.names_drug(index)
    read = doses(scan.tokens, index)
    return read is not None and read[0] is not None and not compared(scan, index)
