"""Parentheses, links, stops and new lines."""

from __future__ import annotations

from dosetrace.reader.grammar.scan import Scan
from dosetrace.reader.terms import Kind
from dosetrace.reader.tokens import NUMBER, WORD
from dosetrace.reader.vocabulary import BULLETS, LINE_WORDS, LINKS, OPEN_ENDS, ROUTES


def opening(scan: Scan, index: int) -> int:
    """`(`, `[`, `{`."""
    after = scan.add(Kind.OPEN, None, index, index + 1)
    scan.depth += 1
    return after


def closing(scan: Scan, index: int) -> int:
    """`)`, `]`, `}`."""
    scan.depth = max(0, scan.depth - 1)
    return scan.add(Kind.CLOSE, None, index, index + 1)


def link(scan: Scan, index: int) -> int:
    """`,`, `and`, `plus`, `or`, `/`."""
    return scan.add(Kind.LINK, LINKS[scan.lows[index]], index, index + 1)


def stop(scan: Scan, index: int) -> int:
    """`;`, `:`."""
    return scan.add(Kind.STOP, scan.lows[index], index, index + 1)


def line(scan: Scan, index: int) -> None:
    """A new line parts what a list parts; a wrapped line parts nothing."""
    if _begins_item(scan, index) or (_complete(scan, index - 1) and _names_something(scan, index)):
        scan.depth = 0
        scan.add(Kind.STOP, "line", index, index)


def _begins_item(scan: Scan, index: int) -> bool:
    """`•`, `-`, `1.`, `2)`."""
    token = scan.tokens[index]
    return token.text in BULLETS or (token.whole is not None and scan.lows[index + 1] in (".", ")"))


def _complete(scan: Scan, index: int) -> bool:
    """Whether a line may end here: not behind `and`, `on days`, or a comma."""
    last = scan.tokens[index]
    return last.low not in OPEN_ENDS if last.kind in (NUMBER, WORD) else last.text in (")", ";", ":", ".")


def _names_something(scan: Scan, index: int) -> bool:
    """Whether a line begins with a drug (`IV Vincristine`), or with a word that heads a line (`Days 1-5`)."""
    token = scan.tokens[index]
    first = index + (token.low in ROUTES or token.text == "IT")
    if token.kind != WORD or not (token.text[0].isupper() or first > index):
        return False
    return token.low in LINE_WORDS or scan.names.at(scan.tokens, first) is not None
