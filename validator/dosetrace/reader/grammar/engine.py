"""The table of rules, and how a sentence is gone through with them."""

from __future__ import annotations

from collections.abc import Callable

from dosetrace.reader.grammar.caps import largest, not_to_exceed, up_to
from dosetrace.reader.grammar.conditions import condition, people
from dosetrace.reader.grammar.counts import counted, multiplied
from dosetrace.reader.grammar.cues import CUES, cue, followed
from dosetrace.reader.grammar.cycles import cycle, parity, short_cycle, subsequent
from dosetrace.reader.grammar.days import days, same_days, short_days
from dosetrace.reader.grammar.doses import area, dose
from dosetrace.reader.grammar.drugs import drug
from dosetrace.reader.grammar.intervals import adverb, alternate, daily, each, every, often, per, times_in_a_word
from dosetrace.reader.grammar.lengths import lasting, over
from dosetrace.reader.grammar.marks import closing, line, link, opening, stop
from dosetrace.reader.grammar.ordinals import ordinal
from dosetrace.reader.grammar.routes import by_mouth, intrathecal, route
from dosetrace.reader.grammar.scan import Scan
from dosetrace.reader.names import Names
from dosetrace.reader.terms import Sentence
from dosetrace.reader.tokens import AHEAD, NUMBER, WORD, Token
from dosetrace.reader.vocabulary import (
    ADVERBS,
    CONDITIONS,
    CONTINUOUS,
    CYCLE_WORDS,
    DAY_WORDS,
    LARGEST,
    LINKS,
    OFTEN,
    ORDINALS,
    ROUTES,
    SUBSEQUENT,
    TIMES,
)

Rule = Callable[[Scan, int], int | None]

_RULES: dict[str, Rule] = {
    **dict.fromkeys(CUES, cue), "followed": followed,
    **dict.fromkeys(LINKS, link), **dict.fromkeys("([{", opening), **dict.fromkeys(")]}", closing),
    **dict.fromkeys(";:", stop),
    **dict.fromkeys(DAY_WORDS, days), "d": short_days, "dd": short_days, "same": same_days,
    **dict.fromkeys(CYCLE_WORDS, cycle), "c": short_cycle, "odd": parity, "even": parity,
    **dict.fromkeys(SUBSEQUENT, subsequent), **dict.fromkeys(ORDINALS, ordinal),
    "every": every, "q": every, "each": each, "alternate": alternate, **dict.fromkeys(ADVERBS, adverb), "daily": daily,
    **dict.fromkeys(OFTEN, often), **dict.fromkeys(TIMES, times_in_a_word), "per": per, "a": per,
    "over": over, "for": lasting, "during": lasting, "in": people, **dict.fromkeys(CONDITIONS, condition),
    "x": multiplied, "×": multiplied,
    **dict.fromkeys([*ROUTES, *CONTINUOUS], route), "it": intrathecal, "by": by_mouth,
    "auc": area, "area": area,
    **dict.fromkeys(LARGEST, largest), "exceed": largest, "up": up_to, "not": not_to_exceed, "no": not_to_exceed,
}  # fmt: skip
"""The rule of each word and mark, in lower case."""


class Grammar:
    """Reads one sentence."""

    def __init__(self, tokens: list[Token], names: Names) -> None:
        self._scan = Scan(tokens, names)

    def read(self) -> Sentence:
        """Every term of the sentence."""
        scan = self._scan
        index, end = 0, len(scan.tokens) - AHEAD
        while index < end:
            if index and scan.tokens[index].before == "\n":
                line(scan, index)
            index = _one(scan, index) or index + 1
        return Sentence(scan.tokens, scan.terms)


def _one(scan: Scan, index: int) -> int | None:
    """Tries what may begin at a token; the index behind what was taken."""
    kind = scan.tokens[index].kind
    if kind == NUMBER:
        return drug(scan, index) or dose(scan, index) or counted(scan, index)
    rule = _RULES.get(scan.lows[index])
    taken = rule(scan, index) if rule is not None else None
    if taken is not None or kind != WORD:
        return taken
    return drug(scan, index) or counted(scan, index)
