"""Routes of administration, and continuous infusion."""

from __future__ import annotations

from dosetrace.reader.grammar.drugs import drug
from dosetrace.reader.grammar.scan import Scan
from dosetrace.reader.terms import Kind
from dosetrace.reader.vocabulary import CONTINUOUS, NUMBERED_THINGS, ROUTES

_SHORTEST_NAME = 5


def route(scan: Scan, index: int) -> int | None:
    """`orally`, `IV`, `s.c.`, `continuous`, `CIVI`; `IV` is no route in `stage IV`, nor a name's first word."""
    low = scan.lows[index]
    if len(low) >= _SHORTEST_NAME and scan.names_drug(index):
        return drug(scan, index)
    if (low in ("iv", "ivi") and _roman(scan, index)) or (low == "ci" and not _continuous_infusion(scan, index)):
        return None
    if low in ROUTES:
        scan.add(Kind.ROUTE, ROUTES[low], index, index + 1)
    if low in CONTINUOUS:
        scan.add(Kind.CONTINUOUS, None, index, index + 1)
    return index + 1


def intrathecal(scan: Scan, index: int) -> int | None:
    """`IT` in capitals, `i.t.`; never the pronoun."""
    if scan.tokens[index].text not in ("IT", "i.t.", "I.T."):
        return None
    return scan.add(Kind.ROUTE, "intrathecal", index, index + 1)


def by_mouth(scan: Scan, index: int) -> int | None:
    """`by mouth`."""
    return scan.add(Kind.ROUTE, "oral", index, index + 2) if scan.lows[index + 1] == "mouth" else None


def _roman(scan: Scan, index: int) -> bool:
    """`stage IV`, `IIIB to IV`, `phase III/IV`: the number four."""
    before, earlier = scan.lows[index - 1], scan.lows[index - 2].rstrip("abc")
    return before in NUMBERED_THINGS or (before in ("to", "or", "-", "/", "and") and earlier in ("i", "ii", "iii"))


def _continuous_infusion(scan: Scan, index: int) -> bool:
    """Whether `CI` is a continuous infusion: not the confidence interval behind a per cent sign."""
    if scan.tokens[index].text != "CI" or scan.lows[index - 1] in ("%", "(", "["):
        return False
    return scan.lows[index + 1] not in ("[", ":", "=")
