"""Words that tell how what stands beside them is meant."""

from __future__ import annotations

from dosetrace.reader.grammar.scan import Scan
from dosetrace.reader.terms import Kind
from dosetrace.reader.vocabulary import ORDER, RECEIVED, REDUCTIONS, TOTALS

CUES = {
    **dict.fromkeys(ORDER, Kind.THEN), **dict.fromkeys(TOTALS, Kind.TOTAL), **dict.fromkeys(RECEIVED, Kind.RECEIVED),
    **dict.fromkeys(REDUCTIONS, Kind.CHANGE), "respectively": Kind.RESPECTIVELY, "both": Kind.EACH,
    "divided": Kind.DIVIDED,
}  # fmt: skip


def cue(scan: Scan, index: int) -> int:
    """`then`, `total`, `median`, `reduced`, `respectively`, `both`, `divided`."""
    low = scan.lows[index]
    return scan.add(CUES[low], low, index, index + 1)


def followed(scan: Scan, index: int) -> int | None:
    """`followed by`, `followed with`."""
    return scan.add(Kind.THEN, None, index, index + 1) if scan.lows[index + 1] in ("by", "with") else None
