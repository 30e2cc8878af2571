"""The largest dose that may be given."""

from __future__ import annotations

from dosetrace.reader.amounts.doses import doses
from dosetrace.reader.grammar.scan import Scan
from dosetrace.reader.terms import Kind
from dosetrace.reader.vocabulary import AFTER_LARGEST, AFTER_NOT, AFTER_UP_TO

_FURTHEST = 5


def largest(scan: Scan, index: int) -> int | None:
    """`maximum 2 mg`, `max. dose 2 mg`, `capped at 2 mg`, `exceed 2 mg`."""
    return _cap(scan, index, scan.past(index + 1, AFTER_LARGEST))


def not_to_exceed(scan: Scan, index: int) -> int | None:
    """`not to exceed 2 mg`, `not exceeding`, `no more than`."""
    here = scan.past(index + 1, AFTER_NOT, _FURTHEST)
    return _cap(scan, index, here) if here > index + 1 and scan.lows[here - 1] != "to" else None


def up_to(scan: Scan, index: int) -> int | None:
    """`up to 20 mg`, `up to a maximum of 20 mg`: a dose that may be reached."""
    if scan.lows[index + 1] != "to":
        return None
    return _cap(scan, index, scan.past(index + 2, AFTER_UP_TO)) or index + 2


def _cap(scan: Scan, index: int, number: int) -> int | None:
    """The dose that stands at `number`, as the largest one."""
    read = doses(scan.tokens, number)
    return scan.add(Kind.LARGEST, read[0], index, read[1]) if read is not None and read[0] is not None else None
