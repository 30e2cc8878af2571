"""The grammar of dosing phrases: the tokens of a sentence to terms, one small rule for each kind of phrase.

A rule is tried where a word or a number can begin it. What no rule takes is passed over: most of prose is no dosing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from dosetrace.reader.amounts import area_under_curve, below_the_line, count, doses, figure, measure, span
from dosetrace.reader.names import Names
from dosetrace.reader.terms import Doses, Kind, Sentence, Term
from dosetrace.reader.tokens import AHEAD, NUMBER, WORD, Token
from dosetrace.reader.vocabulary import (
    ADVERBS,
    CONDITIONS,
    CONTINUOUS,
    COUNTS,
    CYCLE_WORDS,
    DAY_WORDS,
    FORMS,
    LARGEST,
    LIMITS,
    MASSES,
    NUMBERED_THINGS,
    OFTEN,
    ORDER,
    ORDINALS,
    PEOPLE,
    RECEIVED,
    REDUCTIONS,
    ROUTES,
    SPANS,
    STRETCHES,
    TIMES,
    TO,
    TOTALS,
)
from dosetrace.units import Amount, Unit

Rule = Callable[["Grammar", int], int | None]

_BULLETS = {"•", "▪", "■", "●", "◦", "‣", "*", "–", "·", "o"}
_WEEK_WORDS = {"week", "weeks", "wk", "wks"}
_LAST_DAY = 400
_OPENING, _CLOSING = {"(", "[", "{"}, {")", "]", "}"}
_INFUSED = {"infusion", "infusions", "inf", "drip"}
_THIRD = 3


class Grammar:
    """Reads one sentence. `terms` grows from left to right; no rule goes back."""

    def __init__(self, tokens: list[Token], names: Names) -> None:
        self.tokens = tokens
        self.names = names
        self.terms: list[Term] = []
        self.depth = 0

    def read(self) -> Sentence:
        """Every term of the sentence."""
        index, end = 0, len(self.tokens) - AHEAD
        while index < end:
            index = self._one(index) or index + 1
        return Sentence(self.tokens, self.terms)

    def _one(self, index: int) -> int | None:
        token = self.tokens[index]
        if token.before == "\n" and index:
            self._line(index)
        if token.kind == NUMBER:
            return self._drug(index) or self._number(index)
        if token.kind == WORD:
            rule = _RULES.get(token.low)
            return (rule(self, index) if rule else None) or self._drug(index) or self._counted(index)
        return self._mark(index)

    def add(self, kind: Kind, value: object, first: int, last: int) -> int:
        """Takes a term up; the index behind it."""
        self.terms.append(Term(kind, value, first, last, self.depth))
        return last

    def low(self, index: int) -> str:
        return self.tokens[index].low

    # marks and lines

    def _mark(self, index: int) -> int | None:
        text = self.tokens[index].text
        if text in _OPENING:
            self.add(Kind.OPEN, None, index, index + 1)
            self.depth += 1
        elif text in _CLOSING:
            self.depth = max(0, self.depth - 1)
            self.add(Kind.CLOSE, None, index, index + 1)
        elif text in (",", "+", "/", "&"):
            self.add(Kind.LINK, "and" if text in "+&" else text, index, index + 1)
        elif text in (";", ":"):
            self.add(Kind.STOP, text, index, index + 1)
        elif text in ("×",):
            return self._multiplied(index)
        elif text in LIMITS:
            return self._limit(index)
        return None

    def _line(self, index: int) -> None:
        """A new line parts what a list parts; a wrapped line parts nothing."""
        token, last = self.tokens[index], self.tokens[index - 1]
        begins = token.text in _BULLETS | {"-"} or (
            token.whole is not None and self.tokens[index + 1].text in (".", ")")
        )
        first = index + (token.low in ROUTES or token.text == "IT")
        named = token.kind == WORD and (
            (token.text[0].isupper() or first > index)
            and (token.low in _LINE_WORDS or self.names.at(self.tokens, first) is not None)
        )
        complete = (last.kind in (NUMBER, WORD) and last.low not in _OPEN_ENDS) or last.text in (")", ";", ":", ".")
        if begins or (named and complete):
            self.depth = 0
            self.add(Kind.STOP, "line", index, index)

    # drugs and numbers

    def _drug(self, index: int) -> int | None:
        named = self.names.at(self.tokens, index)
        if named is None or self.low(named[1]) == "receptor":
            return None
        behind = self.add(Kind.DRUG, named[0], index, named[1])
        return self._unit_behind(behind)

    def _unit_behind(self, index: int) -> int:
        """`30 mg of cisplatin per square meter of body-surface area`: the rest of the unit stands behind the drug."""
        if len(self.terms) < 2 or self.terms[-2].kind is not Kind.DOSE:
            return index
        dose = self.terms[-2]
        unit = dose.value.amounts[0].unit.code
        if "/" in unit or self.low(self.terms[-1].first - 1) not in ("of", "-") or "{" in unit:
            return index
        rest, after = below_the_line(self.tokens, index, unit)
        if after > index and rest.code is not None:
            amounts = tuple(Amount(a.low, a.high, Unit(rest.code)) for a in dose.value.amounts)
            self.terms[-2] = replace(dose, value=replace(dose.value, amounts=amounts, per=rest.per))
        return after

    def _number(self, index: int) -> int | None:
        read = self._parted_decimal(index) or doses(self.tokens, index)
        if read is not None:
            return self._dose(index, *read)
        return self._multiplied(index) or self._counted(index) or self._plain_number(index)

    def _parted_decimal(self, index: int) -> tuple[Doses, int] | None:
        """`VINCRISTINE 1 , 5 mg/m2`: a decimal comma with spaces around it, or two numbers; read with a doubt."""
        comma = self.tokens[index + 1]
        behind_a_drug = bool(self.terms) and self.terms[-1].kind is Kind.DRUG and self.terms[-1].last == index
        if (
            not behind_a_drug
            or comma.text != ","
            or self.tokens[index].whole is None
            or not self.tokens[index + 2].spaced
        ):
            return None
        read = doses(self.tokens, index + 2)
        if read is None or read[0] is None or len(read[0].amounts) > 1 or self.tokens[index + 2].whole is None:
            return None
        whole, rest = self.tokens[index].text, self.tokens[index + 2].text
        value = Decimal(f"{whole}.{rest}")
        amount = Amount(value, value, read[0].amounts[0].unit)
        return replace(read[0], amounts=(amount,), doubt=f"the comma may part two numbers: {rest}"), read[1]

    def _dose(self, index: int, read: object, after: int) -> int:
        if read is None:
            return after
        if self.low(after) in LARGEST or (self.low(after), self.low(after + 1)) == ("at", "most"):
            return self.add(Kind.LARGEST, read, index, after + 1 + (self.low(after) == "at"))
        before = self.low(index - 1) if index else ""
        if before == "by" and any(token.low in REDUCTIONS for token in self.tokens[max(0, index - 4) : index]):
            return after
        if self.tokens[0].text == "#" and len(self.tokens) - AHEAD < 9:
            return after
        if before == "nearest" or self.low(index - 2) == "nearest" or before == "increments":
            return after
        if any(self.low(at) == "last" and self.low(at + 1) == "dose" for at in range(max(0, index - 4), index)):
            return after
        if read.amounts[0].high == 0:
            return after
        limit = (
            self._is_limit(index)
            or self._is_strength(index)
            or self.low(index - 1) in ("inj", "tab", "tabs", "caps")
            or self.low(after) in FORMS
            or self.tokens[after].text in ("±", "%")
        )
        form = (
            self.low(after) in ("film", "hard", "strength")
            or (self.low(after + 1) in FORMS
            and self.low(after) not in ("in", "as", ","))
        )
        return self.add(Kind.LIMIT if limit or form else Kind.DOSE, read, index, after)

    def _is_strength(self, index: int) -> bool:
        """Whether the number is what a tablet or a vial holds, or stands in one row with such a number."""
        words = [token.low for token in self.tokens[max(0, index - 6) : index]]
        if (
            (words[-1:] == ["of"]
            and words[-2:-1]
            and words[-2] in FORMS)
            or {"contains", "supplied", "containing", "available"} & set(words)
        ):
            return True
        before = self.terms[-2:]
        return [term.kind for term in before] in ([Kind.LIMIT, Kind.LINK],) or (
            len(before) == 2 and before[1].kind is Kind.LIMIT and before[1].last == index
        )

    def _is_limit(self, index: int) -> bool:
        before = [self.tokens[index - step] if index >= step else self.tokens[-1] for step in (1, 2, _THIRD)]
        if before[0].low in LIMITS or (before[0].text in ("=", "±") and before[1].text in ("<", ">")):
            return True
        words = [token.low for token in before]
        if words[0] == "than" and words[1] in ("more", "less", "greater", "higher", "lower", "fewer", "other"):
            return True
        return words[:2] in (["least", "at"], ["to", "equal"], ["most", "at"])

    def _limit(self, index: int) -> int | None:
        """A comparison that is no dose: `≥ 60 years`, `< 1 × 10^9/L`; doses are judged where they are read."""
        return None

    def _plain_number(self, index: int) -> int | None:
        """A number of nothing we know: passed over with its per cent sign, power or decimals."""
        return index + 1

    def _multiplied(self, index: int) -> int | None:
        """`× 5 days`, `x 4 doses`, `weekly × 4`, `q12h x 6`."""
        if self.low(index) not in ("×", "x", "*"):
            return None
        number = count(self.tokens, index + 1)
        if number is None:
            return None
        stretch = span(self.tokens, index + 1)
        if stretch is not None:
            kind = Kind.DURATION if stretch[0].unit.code not in ("h", "min") else Kind.INFUSION
            return self._numbers_behind(self.add(kind, stretch[0], index, stretch[1]), number[0], Kind.DAYS)
        behind = self.low(number[1])
        if behind in CYCLE_WORDS:
            return self._numbers_behind(
                self.add(Kind.MAX_CYCLES, number[0], index, number[1] + 1), number[0], Kind.CYCLES
            )
        if behind in ("dose", "doses"):
            return self.add(Kind.COUNT, number[0], index, number[1] + 1)
        before = self.terms[-1] if self.terms else None
        if before is None or before.last != index or behind in MASSES:
            return None
        if before.kind is Kind.PER or (before.kind is Kind.TIMES):
            return self.add(Kind.DURATION, Amount(Decimal(number[0]), Decimal(number[0]), Unit("d")), index, number[1])
        if before.kind in (Kind.EVERY, Kind.EVERY_HOURS):
            return self.add(Kind.COUNT, number[0], index, number[1])
        return None

    def _numbers_behind(self, index: int, number: int, kind: Kind) -> int:
        """`x 7 days (22-28)`, `x 4 cycles (1-4)`: the numbers in parentheses, where there are as many."""
        if self.tokens[index].text != "(":
            return index
        listed = self._list(index + 1, DAY_WORDS | CYCLE_WORDS)
        if listed is None or self.tokens[listed[1]].text != ")":
            return index
        numbers = tuple(n for item in listed[0] for n in item)
        if len(numbers) != number:
            return index
        return self.add(kind, listed[0] if kind is Kind.DAYS else numbers, index + 1, listed[1]) + 1

    def _counted(self, index: int) -> int | None:
        """What begins with a count or a stretch: `four 28-day cycles`, `24-h infusion`, `6 doses`, `3 times a day`."""
        if self.tokens[index].kind == WORD and self.low(index) not in COUNTS:
            return None
        stretch = span(self.tokens, index)
        if stretch is not None:
            return self._stretch(index, *stretch)
        return self._how_many(index)

    def _stretch(self, index: int, length: Amount, after: int) -> int:
        """A length of time by what it is the length of."""
        here = after
        while (
            self.low(here)
            in (
                "treatment",
                "study",
                "dosing",
                "therapy",
                "chemotherapy",
                "consecutive",
                "intravenous",
                "iv",
                "long",
                "drug",
                "(",
                ")",
            )
            and here - after < 3
        ):
            here += 1
        low = self.low(here)
        long = length.unit.code not in ("h", "min")
        if low in CYCLE_WORDS or (low in ("schedule", "intervals", "interval") and long):
            if low in ("interval", "intervals", "schedule") and self.low(index - 1) not in (
                "a",
                "an",
                "at",
                "the",
                "in",
                "on",
                "of",
            ):
                return after
            return self._after_length(self.add(Kind.CYCLE_LENGTH, length, index, here + 1))
        if (
            (self.tokens[after].text in ("/",)
            and self.low(after + 1) in CYCLE_WORDS)
            or (self.low(after) == "per" and self.low(after + 1) in CYCLE_WORDS)
        ):
            return self.add(Kind.CYCLE_LENGTH, length, index, after + 2)
        if low in CONTINUOUS or low in _INFUSED or (low in ROUTES and self.low(here + 1) in _INFUSED | CONTINUOUS):
            return self._infusion(index, length, after)
        if low in ("apart",) or self.low(index - 1) in (
            "after",
            "within",
            "before",
            "of",
            "least",
            "following",
            "aged",
            "age",
        ):
            return after
        if low in ("daily", "weekly") or (low == "a" and self.low(here + 1) == "week"):
            return self._days_a_week(index, length, after)
        if (
            self.low(after) in ("per", "every", "each", "a")
            and self.low(after + 1) in _WEEK_WORDS
            and length.unit.code == "d"
        ):
            return self._days_a_week(index, length, after)
        if not long and self._between_commas(index, after):
            return self.add(Kind.INFUSION, length, index, after)
        if self.low(after) == "of" and long and self._drug_near(after + 1):
            return self.add(Kind.DURATION, length, index, after)
        return after

    def _between_commas(self, index: int, after: int) -> bool:
        """`…, IV, 2 h, …`: a length that stands alone behind a dose."""
        before = self.tokens[index - 1].text if index else ""
        behind = self.tokens[after]
        return (
            before in (",", "|")
            and (behind.text in (",", ";", ")", "|", ".") or behind.before == "\n")
            and any(term.kind is Kind.DOSE for term in self.terms)
        )

    def _drug_near(self, index: int) -> bool:
        return any(self.tokens[at].kind == WORD and self.names.at(self.tokens, at) for at in range(index, index + 3))

    def _days_a_week(self, index: int, length: Amount, after: int) -> int:
        if length.unit.code == "d" and length.low == length.high and self.low(after) in ("per", "every", "each", "a"):
            return self.add(Kind.TIMES_A_WEEK, int(length.low), index, after + 2)
        return after

    def _after_length(self, after: int) -> int:
        return after

    def _infusion(self, index: int, length: Amount, after: int) -> int:
        kind = Kind.INFUSION if length.unit.code in ("h", "min") else Kind.DURATION
        return self.add(kind, length, index, after)

    def _how_many(self, index: int) -> int | None:
        """`6 cycles`, `four 28-day cycles`, `12-dose cycles`, `6 to 8 courses`, `three divided doses`, `3 times daily`."""
        number = count(self.tokens, index)
        if number is None:
            return None
        value, here = number
        if (
            self.tokens[here].low in ("-", "to", "or")
            and (second := count(self.tokens, here + 1))
            and (
                second[0] > value
                and (self.low(second[1]) in CYCLE_WORDS | {"doses"} or self._length_of_cycles(second[1]))
            )
        ):
            value, here = second
        here_dash = here + 1 if self.tokens[here].text == "-" else here
        low = self.low(here_dash)
        divided = any(self.low(index - step) == "divided" for step in (1, 2) if index >= step)
        if low in ("dose", "doses") and divided:
            return self.add(Kind.TIMES, value, index, here_dash + 1)
        if low in ("dose", "doses", "administrations", "infusions", "injections") and self.low(index - 1) not in (
            "in",
        ):
            after = self.add(Kind.COUNT, value, index, here_dash + 1)
            return after + 1 if self.low(after) in CYCLE_WORDS else after
        if low in ("divided", "equally", "equal", "separate", "doses") and "doses" in (
            low,
            self.low(here + 1),
            self.low(here + 2),
        ):
            last = next(at for at in range(here, here + _THIRD) if self.low(at) == "doses") + 1
            self.add(Kind.DIVIDED, None, index, last)
            return self.add(Kind.TIMES, value, index, last)
        if low == "times":
            return self._times(index, value, here + 1)
        if low in ADVERBS and low != "daily" and self.tokens[here].text != "-":
            if self.low(here + 1) in (
                "dose",
                "doses",
                "infusion",
                "infusions",
                "injection",
                "injections",
                "administrations",
            ):
                self.add(Kind.COUNT, value, index, here)
                return here
            return self._interval(index, Amount(Decimal(value), Decimal(value), Unit(ADVERBS[low][1])), here + 1)
        return self._cycle_count(index, value, here)

    def _cycle_count(self, index: int, value: int, here: int) -> int | None:
        start = index
        length = self._length_of_cycles(here)
        counted = self.low(here - 1) in COUNTS or self.tokens[here - 1].kind == NUMBER
        plain = here
        if self.tokens[here].before == "\n" and self.tokens[here].text[:1].isupper():
            return None
        while (
            self.low(plain)
            in (
                "additional",
                "more",
                "further",
                "treatment",
                "planned",
                "identical",
                "total",
                "consecutive",
                "induction",
                "consolidation",
                "maintenance",
                "chemotherapy",
                "therapy",
            )
            and plain - here < _THIRD
        ):
            plain += 1
        if (
            length is None
            and counted
            and (dose_count := count(self.tokens, here))
            and self.tokens[dose_count[1]].text == "-"
            and self.low(dose_count[1] + 1) == "dose"
            and self.low(dose_count[1] + 2) in CYCLE_WORDS
        ):
            self.add(Kind.COUNT, dose_count[0], here, dose_count[1] + 2)
            return self._max(start, value, dose_count[1] + _THIRD)
        if length is not None:
            amount, after = length
            self.add(Kind.CYCLE_LENGTH, amount, here, after)
            return self._max(start, value, after)
        if self.low(plain) in CYCLE_WORDS:
            return self._max(start, value, plain + 1)
        return None

    def _max(self, index: int, value: int, after: int) -> int:
        """A number of cycles, unless the words before make it a place in time: "after 4 cycles", "every 2 cycles"."""
        before = self.low(index - 1) if index else ""
        if (
            before in _NO_COUNT
            or (before == "of" and self.low(index - 2) in RECEIVED | {"end", "completion"})
            or (before == "the" and self.low(index - 2) == "of")
        ):
            return after
        if before == "first":
            return self.add(Kind.CYCLES, tuple(range(1, value + 1)), index - 1, after)
        if before in ("last", "other", "remaining", "next", "subsequent", "least", "previous", "prior"):
            return after
        return self.add(Kind.MAX_CYCLES, value, index, after)

    def _length_of_cycles(self, index: int) -> tuple[Amount, int] | None:
        length = span(self.tokens, index)
        if length is None:
            return None
        here = length[1] + (self.low(length[1]) in ("treatment", "long"))
        return (length[0], here + 1) if self.low(here) in CYCLE_WORDS else None

    # days and cycles

    def _days(self, index: int) -> int | None:
        here = index + 1
        if self.low(index) in ("d", "dd") and not self._short_day(index):
            return None
        while (
            self.tokens[here].text in (":", "#")
            or self.low(here) in ("no", "nos", "numbers")
            or (self.tokens[here].text == "(" and self.low(here + 1) == "s")
        ):
            here += 3 if self.tokens[here].text == "(" else 1
            if self.low(here - 1) == "no" and self.tokens[here].text == ".":
                here += 1
        listed = self._list(here, DAY_WORDS | {"d"}, signed=True)
        if listed is None:
            return None
        items, after = listed
        return self._placed_days(index, items, after)

    def _short_day(self, index: int) -> bool:
        """`d1`, `D8`, `d 1-5`; not the `d` of a unit."""
        after = self.tokens[index + 1]
        before = self.tokens[index - 1] if index else None
        if before is not None and before.text == "/":
            return not before.spaced and after.whole is not None and not after.spaced
        return after.whole is not None or (
            after.text in ("-", "+") and self.tokens[index + 2].whole is not None and not self.tokens[index + 2].spaced
        )

    def _placed_days(self, index: int, items: tuple[tuple[int, ...], ...], after: int) -> int:
        single = len(items) == 1 and len(items[0]) == 1
        before = self.low(index - 1) if index else ""
        earlier = self.low(index - 2) if index > 1 else ""
        starts = before in ("from", "starting", "beginning", "since", "after", "commencing") or (
            before in ("on", "at", "from", "by")
            and earlier in ("starting", "beginning", "started", "start", "begin", "commencing")
        )
        onward = (
            self.low(after) in ("onward", "onwards", "until", "till")
            or self.tokens[after].text == "+"
            or (
                self.low(after) in ("and", "up", "on")
                and self.low(after + 1) in ("onward", "onwards", "beyond", "until", "continued", "continuing", "up")
            )
        )
        if self._of_something_else(index) or self.tokens[after].text == "=":
            return after
        if single and (starts or onward):
            if before == "after":
                return after
            return self.add(Kind.FROM_DAY, items[0][0], index, after)
        return self._of_weeks(self.add(Kind.DAYS, items, index, after))

    def _of_something_else(self, index: int) -> bool:
        """Whether the days are those of a transplant, an examination or radiation, not of a drug."""
        for step in range(1, 8):
            at = index - step
            if at < 0 or self.tokens[at].text in (",", ";", ":", ")") or (self.terms and at < self.terms[-1].last):
                return False
            if self.low(at) in _OTHER_EVENTS:
                return True
        return False

    def _of_weeks(self, after: int) -> int:
        here = after
        while self.low(here) in ("of", "in", "during", "each", "every", ","):
            here += 1
        if here > after and self.low(here) in _WEEK_WORDS:
            listed = self._list(here + 1, _WEEK_WORDS)
            if listed is not None:
                weeks = tuple(week for item in listed[0] for week in item)
                return self.add(Kind.WEEKS, weeks, here, listed[1])
        return after

    def _list(
        self, index: int, words: set[str] | frozenset[str], signed: bool = False
    ) -> tuple[tuple[tuple[int, ...], ...], int] | None:
        """`1, 8, and 15`, `1-5 and 8-12`, `-3 to -1`, `1 and again on day 15`; None where no number stands."""
        first = self._item(index, words, signed)
        if first is None:
            return None
        items, here = [first[0]], first[1]
        while True:
            after = here
            while (
                self.tokens[after].text in (",", "&", "+", "/")
                or self.low(after) in ("and", "or", "again", "plus")
                or (self.tokens[after].text == "(" and self.low(after + 1) == "and")
            ):
                after += 1
            if after == here:
                break
            repeated = after + (self.low(after) == "on" and self.low(after + 1) in words)
            while self.low(repeated) in words:
                repeated += 1
            item = self._item(repeated, words, signed)
            if item is None:
                break
            items.append(item[0])
            here = item[1]
            here += self.tokens[here].text == ")" and self.depth == 0 and self.tokens[after - 1].text == "("
        return tuple(items), here

    def _item(self, index: int, words: set[str] | frozenset[str], signed: bool) -> tuple[tuple[int, ...], int] | None:
        low = self._integer(index, signed)
        if low is None:
            return None
        here = low[1]
        if self.low(here) in TO or self.tokens[here].text == "-":
            after = here + 1
            while self.low(after) in words or (self.tokens[after].text == "(" and False):
                after += 1
            high = self._integer(after, signed)
            if high is None and self.tokens[here].text == "-" and low[0] < 0:
                high = None
            if high is not None:
                top = high[0] if high[0] > low[0] or high[0] < 0 else 0
                if top > low[0] and top - low[0] <= _LAST_DAY:
                    return tuple(range(low[0], top + 1)), high[1]
                return None
        return ((low[0],), here) if low[1] is not None and self._free(here) else None

    def _integer(self, index: int, signed: bool) -> tuple[int, int] | None:
        sign, here = 1, index
        if signed and self.tokens[here].text in ("-", "+", "±") and self.tokens[here + 1].whole is not None:
            sign, here = (-1 if self.tokens[here].text == "-" else 1), here + 1
        value = self.tokens[here].whole
        if value is None or value > _LAST_DAY:
            if signed and self.low(here) in COUNTS:
                return COUNTS[self.low(here)], here + 1
            return None
        return (sign * value, here + 1) if self._free(here + 1) else None

    def _free(self, index: int) -> bool:
        """Whether a number just read does not belong to what follows: `8, 15 mg`, `1, 3 hours`, `2 cycles`, `20%`."""
        after = self.tokens[index]
        here = index + 1 if after.text == "-" else index
        low = self.low(here)
        if after.text in ("%", "×") or low == "x":
            return low == "x" and not self.tokens[here + 1].text.startswith("10")
        if (
            after.text == ","
            and not after.spaced
            and len(self.tokens[index + 1].text) == _THIRD
            and not self.tokens[index + 1].spaced
            and self.tokens[index + 1].whole is not None
        ):
            return False
        if after.kind == NUMBER and len(after.text) == _THIRD and measure(self.tokens, index + 1) is not None:
            return False
        if (
            self.tokens[here].kind == WORD
            and (low in MASSES or low in SPANS or low in ("million",))
            and low not in ("d", "u")
        ):
            return after.text == "-" and self.tokens[here].kind != WORD
        if low == "d" and self.tokens[here + 1].whole is None:
            return False
        if low in ("to", "-") or after.text == "-":
            ahead = figure(self.tokens, index + 1)
            return ahead is None or measure(self.tokens, ahead[1]) is None
        new_line = self.tokens[here].before == "\n" and self.tokens[here].text[:1].isupper()
        return new_line or (low not in CYCLE_WORDS and low not in ("doses", "times", "patients"))

    def _cycle(self, index: int) -> int | None:
        """`cycles 1, 3 and 5`, `cycle 1 only`, `cycle 2 onwards`, `C1D8`, `cycle length of 28 days`, `every 28 days`."""
        here = index + 1
        if self.low(index) == "c":
            if self.tokens[here].whole is None or self.tokens[here].spaced or self.tokens[index].text != "C":
                return None
            if self.tokens[here].text in ("3", "4") and self.low(here + 1) in ("complement",):
                return None
        here += self.tokens[here].text == "#"
        here += self.tokens[here].text in ("≥", ">=")
        listed = self._list(here, CYCLE_WORDS | {"c"})
        if listed is not None:
            items, after = listed
            numbers = tuple(sorted({n for item in items for n in item}))
            onward = (
                self.low(after) in ("onward", "onwards", "upward", "upwards")
                or self.tokens[after].text == "+"
                or (
                    self.low(after) in ("and", "on")
                    and self.low(after + 1)
                    in ("onward", "onwards", "beyond", "subsequent", "later", "thereafter", "following", "all")
                )
            )
            begins = self.tokens[here - 1].text == "≥" or (
                index
                and self.low(index - 1) in ("from", "starting", "beginning", "after", "with")
                and len(numbers) == 1
                and (onward or self.low(index - 1) != "with")
            )
            if onward or begins:
                return self.add(
                    Kind.FROM_CYCLE,
                    numbers[-1] + (self.low(index - 1) == "after"),
                    index,
                    after + (2 if onward and self.tokens[after].text != "+" else onward),
                )
            return self.add(Kind.CYCLES, numbers, index, after)
        return self._length_named(index)

    def _length_named(self, index: int) -> int | None:
        """`cycle length of 28 days`, `cycles of 21 days`, `cycles every 3 weeks`."""
        here = index + 1
        words = 0
        while (
            self.low(here)
            in (
                "length",
                "duration",
                "lengths",
                "was",
                "is",
                "were",
                "of",
                "=",
                "every",
                ":",
                "(",
                "repeated",
                "lasting",
                "lasts",
                "lasted",
                "each",
                "at",
                "q",
                "will",
                "be",
                "are",
            )
            and words < 6
        ):
            here, words = here + 1, words + 1
        length = span(self.tokens, here) if words else None
        if length is not None and length[0].unit.code not in ("h", "min"):
            return self.add(Kind.CYCLE_LENGTH, length[0], here, length[1])
        return None

    def _ordinal(self, index: int) -> int | None:
        """`the first 4 cycles`, `the first cycle`, `first day of each cycle`, `the first 3 days of each cycle`."""
        place = ORDINALS[self.low(index)]
        number = count(self.tokens, index + 1) if place == 1 else None
        if number is not None:
            if self.low(number[1]) in DAY_WORDS and self.low(number[1] + 1) in ("of", "in"):
                return self.add(Kind.DAYS, (tuple(range(1, number[0] + 1)),), index, number[1] + 1)
            length = self._length_of_cycles(number[1])
            if length is not None:
                self.add(Kind.CYCLE_LENGTH, length[0], number[1], length[1])
                return self.add(Kind.CYCLES, tuple(range(1, number[0] + 1)), index, length[1])
            if self.low(number[1]) in CYCLE_WORDS:
                return self.add(Kind.CYCLES, tuple(range(1, number[0] + 1)), index, number[1] + 1)
            return number[1]
        others, here = [place], index + 1
        while self.tokens[here].text == "," or self.low(here) in ("and", "or"):
            after = here + 1 + (self.low(here + 1) in ("and", "or"))
            if self.low(after) not in ORDINALS:
                break
            others.append(ORDINALS[self.low(after)])
            here = after + 1
        low = self.low(here)
        if low in ("cycle", "course", "cycles", "courses"):
            return self.add(Kind.CYCLES, tuple(others), index, here + 1)
        length = self._length_of_cycles(here)
        if length is not None:
            self.add(Kind.CYCLE_LENGTH, length[0], here, length[1])
            return self.add(Kind.CYCLES, tuple(others), index, length[1])
        weekly = "week" in (self.low(here + 3), self.low(here + 4))
        if (
            low in DAY_WORDS
            and not weekly
            and self.low(here + 1) in ("of", "in", "every")
            and self.low(here + 2) in ("each", "every", "the", "a", "cycle", "treatment")
        ):
            return self.add(Kind.DAYS, tuple((day,) for day in others), index, here + 1)
        if weekly and low in DAY_WORDS and self.low(here + 1) == "of" and place == 1:
            return self._interval(index, Amount(Decimal(1), Decimal(1), Unit("wk")), here + 4)
        if low in ("dose", "infusion") and place == 1:
            return here
        return None

    def _parity(self, index: int) -> int | None:
        """`odd cycles (cycles 1, 3, 5)`, `even courses`."""
        here = index + 1
        while self.tokens[here].text == "-" or self.low(here) in ("numbered",):
            here += 1
        if self.low(here) in CYCLE_WORDS:
            return (
                self.add(Kind.PARITY, self.low(index), index, here + 1) if self.tokens[here + 1].whole is None else None
            )
        return None

    def _subsequent(self, index: int) -> int | None:
        """`in subsequent cycles`, `all following courses`, `thereafter` is an order of its own."""
        here = index + 1
        while self.low(here) in ("treatment", "remaining") and here - index < _THIRD:
            here += 1
        if self.low(here) in CYCLE_WORDS and self.tokens[here + 1].whole is None:
            return self.add(Kind.FROM_CYCLE, None, index, here + 1)
        return self._cue(index)

    # intervals and times

    def _every(self, index: int) -> int | None:
        """`every 12 h`, `q3w`, `every other day`, `every 21-day cycle`, `each week`."""
        here = index + 1
        low = self.low(here)
        if low in ("other", "second", "alternate", "third", "fourth"):
            unit = STRETCHES.get(self.low(here + 1))
            if unit is not None:
                number = {"other": 2, "second": 2, "alternate": 2, "third": 3, "fourth": 4}[low]
                return self._interval(index, Amount(Decimal(number), Decimal(number), Unit(unit)), here + 2)
            return None
        if low in STRETCHES and self.tokens[here].kind == WORD:
            if STRETCHES[low] == "d" and self.low(index) != "q":
                return self.add(Kind.TIMES, 1, index, here + 1) if self.tokens[here + 1].whole is None else None
            if self.low(index) == "q" or low in ("week", "wk", "month", "year"):
                return self._interval(index, Amount(Decimal(1), Decimal(1), Unit(STRETCHES[low])), here + 1)
            return None
        here += self.tokens[here].text == "-"
        length = span(self.tokens, here)
        if length is None:
            return None
        if (
            self.low(length[1]) in CYCLE_WORDS
            or (self.low(length[1] + 1) in CYCLE_WORDS
            and self.low(length[1]) in ("treatment",))
        ):
            return self.add(Kind.CYCLE_LENGTH, length[0], here, length[1] + 1)
        if length[0].unit.code not in ("h", "min") and any(
            self.low(index - step) in _REPEATED for step in (1, 2) if index >= step
        ):
            return self.add(Kind.CYCLE_LENGTH, length[0], index, length[1])
        return self._interval(index, length[0], length[1])

    def _interval(self, index: int, length: Amount, after: int) -> int:
        hours = length.unit.code == "h" and not length.is_range and length.low == int(length.low)
        if hours:
            return self.add(Kind.EVERY_HOURS, int(length.low), index, after)
        return self.add(Kind.EVERY, length, index, after)

    def _adverb(self, index: int) -> int | None:
        """`daily`, `weekly`, `monthly`; `every` and numbers before them are read elsewhere."""
        low = self.low(index)
        if low == "daily":
            if self.low(index + 1) in ("dose", "doses") and self.low(index - 1) not in ("total", "once", "twice"):
                pass
            return self.add(Kind.PER, "day", index, index + 1)
        if index and self.tokens[index - 1].text == "-" and not self.tokens[index].spaced:
            return self._numbered_adverb(index)
        number, unit = ADVERBS[low]
        if low == "weekly" and self.low(index + 1) in ("dose", "doses") and self.low(index - 1) == "total":
            return self.add(Kind.PER, "week", index, index + 1)
        return self._interval(index, Amount(Decimal(number), Decimal(number), Unit(unit)), index + 1)

    def _numbered_adverb(self, index: int) -> int | None:
        """`three-weekly`, `4-weekly`: the number stands before the hyphen."""
        number = count(self.tokens, index - 2)
        prefix = self.low(index - 2)
        value = number[0] if number is not None else {"bi": None, "tri": 3}.get(prefix)
        unit = ADVERBS[self.low(index)][1]
        if value is None:
            return index + 1
        return self._interval(index - 2, Amount(Decimal(value), Decimal(value), Unit(unit)), index + 1)

    def _often(self, index: int) -> int | None:
        """`BID`, `t.i.d.`, `nightly`."""
        token = self.tokens[index]
        if (
            token.low in ("od", "bd", "tid", "qid", "bid")
            and token.text[0] != token.text[0].lower()
            and not token.text.replace(".", "").isupper()
        ):
            return None
        return self.add(Kind.TIMES, OFTEN[token.low], index, index + 1)

    def _times_word(self, index: int) -> int | None:
        return self._times(index, TIMES[self.low(index)], index + 1)

    def _times(self, index: int, value: int, here: int) -> int | None:
        """What follows `twice`, `three times`: daily, a day, weekly, every 3 weeks."""
        here += self.tokens[here].text == "-"
        low = self.low(here)
        if low in ("a", "per", "each", "every", "/") or self.tokens[here].text == "/":
            unit = STRETCHES.get(self.low(here + 1))
            if unit is not None:
                return self._rate(index, value, unit, here + 2)
            if value == 1 and low == "every":
                return self._every(here)
            return None
        if low in ADVERBS:
            return self._rate(index, value, ADVERBS[low][1], here + 1)
        return None

    def _rate(self, index: int, value: int, unit: str, after: int) -> int:
        if unit == "d":
            return self.add(Kind.TIMES, value, index, after)
        if value == 1:
            return self._interval(index, Amount(Decimal(1), Decimal(1), Unit(unit)), after)
        if unit == "wk":
            return self.add(Kind.TIMES_A_WEEK, value, index, after)
        return after

    def _per(self, index: int) -> int | None:
        """`per day`, `per cycle`, `a day`, away from the unit."""
        low = self.low(index + 1)
        if low in ("dose", "administration"):
            return None
        if low in ("day", "week", "month", "cycle", "course"):
            value = {"course": "cycle"}.get(low, low)
            return self.add(Kind.PER, value, index, index + 2)
        return None

    # lengths, routes and cues

    def _over(self, index: int) -> int | None:
        """`over 3 hours`, `over 28 days`, `over at least 30 min`."""
        here = index + 1
        while (
            self.low(here) in ("approximately", "about", "at", "least", "a", "period", "of", "the", "course", "around")
            and here - index < 6
        ):
            here += 1
        length = span(self.tokens, here)
        if length is None:
            return None
        clock = length[0].unit.code in ("h", "min")
        if not clock and self.low(length[1]) in ("old", "age", "of"):
            return None
        return self.add(Kind.INFUSION if clock else Kind.DURATION, length[0], index, length[1])

    def _for(self, index: int) -> int | None:
        """`for 5 days`, `for up to 2 years`, `for 24 hours`; `for a total of 6 doses` is read at its number."""
        here = index + 1
        while (
            self.low(here)
            in (
                "up",
                "to",
                "a",
                "total",
                "of",
                "maximum",
                "the",
                "first",
                "next",
                "about",
                "approximately",
                "another",
                "at",
                "least",
                "period",
                "duration",
                "additional",
            )
            and here - index < 6
        ):
            here += 1
        first = self.low(here - 1) == "first"
        length = span(self.tokens, here)
        if length is None:
            return self._people(index)
        after = length[1]
        if self.low(after) in CYCLE_WORDS or (self.tokens[after - 1].low in ("h",) and False):
            return None
        if self.low(after) in ("consecutive", "days", "in") and self.low(after + 1) in ("days",):
            after += 1
        if first and self.low(after) == "of" and length[0].unit.code == "d":
            return self.add(Kind.DAYS, (tuple(range(1, int(length[0].high) + 1)),), index, after)
        kind = Kind.INFUSION if length[0].unit.code in ("h", "min") else Kind.DURATION
        if self.low(after) in ("after", "before", "prior", "following") and kind is Kind.INFUSION:
            return after
        return self.add(kind, length[0], index, after)

    def _people(self, index: int) -> int | None:
        """`for patients older than 60 years`, `in those aged 70 or more`: a condition."""
        here = index + 1
        while self.low(here) in ("the", "adult", "elderly", "older", "younger", "all", "adults"):
            here += 1
        if self.low(here) not in PEOPLE:
            return None
        window = [self.tokens[at] for at in range(here, min(here + 6, len(self.tokens)))]
        if not any(
            t.text in LIMITS or t.low in CONDITIONS | {"older", "younger", "over", "than", "with", "who", "years", "or"}
            for t in window
        ):
            return None
        return self._condition(index)

    def _condition(self, index: int) -> int:
        """The words of a condition, up to the next mark or the next dose."""
        here = index + 1
        while self.tokens[here].kind in (WORD, NUMBER) or self.tokens[here].text in (
            "-",
            "≥",
            "≤",
            "<",
            ">",
            "%",
            "/",
            "'",
        ):
            if self.tokens[here].kind == NUMBER and doses(self.tokens, here) not in (None,):
                read = doses(self.tokens, here)
                if read is not None and read[0] is not None and not self._is_limit(here):
                    break
            if self.tokens[here].kind == WORD and self.names.at(self.tokens, here) is not None:
                break
            if self.low(here) in ("on", "then", "given", "received", "was", "were") and here > index + 2:
                break
            here += 1
        words = (self.tokens[index].start, self.tokens[here - 1].end)
        return self.add(Kind.CONDITION, words, index, here)

    def _route(self, index: int) -> int | None:
        token = self.tokens[index]
        low = token.low
        if len(low) > 4 and self.names.at(self.tokens, index) is not None:
            return self._drug(index)
        if low in ("iv", "it", "im", "sc", "po") and not (
            token.text.replace(".", "").isupper() or "." in token.text or low in ("iv", "po", "sc", "im")
        ):
            return None
        if low in ("iv", "ivi") and self._roman(index):
            return None
        if low == "ci" and not (token.text == "CI" and self._given_around(index)):
            return None
        after = index + 1
        if low in ROUTES:
            self.add(Kind.ROUTE, ROUTES[low], index, after)
        if low in CONTINUOUS:
            self.add(Kind.CONTINUOUS, None, index, after)
        return after

    def _roman(self, index: int) -> bool:
        """`stage IV`, `IIIB to IV`, `phase III/IV`: the number four."""
        before = self.low(index - 1) if index else ""
        if before in NUMBERED_THINGS:
            return True
        earlier = self.low(index - 2).rstrip("abc") if index > 1 else ""
        return before in ("to", "or", "-", "/", "and") and earlier in ("i", "ii", "iii")

    def _given_around(self, index: int) -> bool:
        """Whether `CI` is a continuous infusion: not the confidence interval behind a per cent sign."""
        before = self.tokens[index - 1].text if index else ""
        return before not in ("%", "(", "[") and self.tokens[index + 1].text not in ("[", ":", "=")

    def _intrathecal(self, index: int) -> int | None:
        """`IT` in capitals, `i.t.`; never the pronoun."""
        if self.tokens[index].text not in ("IT", "i.t.", "I.T."):
            return None
        return self.add(Kind.ROUTE, "intrathecal", index, index + 1)

    def _by(self, index: int) -> int | None:
        if self.low(index + 1) == "mouth":
            return self.add(Kind.ROUTE, "oral", index, index + 2)
        return None

    def _largest(self, index: int) -> int | None:
        """`maximum 2 mg`, `max. dose 2 mg`, `capped at 2 mg`, `up to a maximum of 2 mg`."""
        here = index + 1
        while self.low(here) in (
            "single",
            "daily",
            "dose",
            "of",
            "at",
            "total",
            "individual",
            "is",
            "absolute",
            "to",
            "a",
            "allowed",
            "permitted",
            "per",
            "each",
            "initial",
            "the",
        ) or self.tokens[here].text in (".", ":", "=", ","):
            here += 1
        if self.tokens[here].kind == NUMBER:
            read = doses(self.tokens, here)
            if read is not None and read[0] is not None:
                return self.add(Kind.LARGEST, read[0], index, read[1])
        return None

    def _not_to_exceed(self, index: int) -> int | None:
        """`not to exceed 2 mg`, `not exceeding`, `no more than`."""
        here = index + 1
        while (
            self.low(here) in ("to", "exceed", "exceeding", "more", "than", "a", "total", "of", "dose", "maximum")
            and here - index < 6
        ):
            here += 1
        if here - index > 1 and self.low(here - 1) != "to" and self.tokens[here].kind == NUMBER:
            read = doses(self.tokens, here)
            if read is not None and read[0] is not None:
                return self.add(Kind.LARGEST, read[0], index, read[1])
        return None

    def _up(self, index: int) -> int | None:
        """`up to 20 mg`: a dose that may be reached."""
        if self.low(index + 1) != "to":
            return None
        here = index + 2
        while self.low(here) in ("a", "maximum", "of", "max", "dose", "the", "total"):
            here += 1
        read = doses(self.tokens, here) if self.tokens[here].kind == NUMBER else None
        return (
            self.add(Kind.LARGEST, read[0], index, read[1]) if read is not None and read[0] is not None else index + 2
        )

    def _cue(self, index: int) -> int | None:
        """Words that tell how what stands beside them is meant."""
        low = self.low(index)
        if low == "followed":
            return self.add(Kind.THEN, None, index, index + 1) if self.low(index + 1) in ("by", "with") else None
        kind = _CUES.get(low)
        return self.add(kind, low, index, index + 1) if kind is not None else None

    def _link(self, index: int) -> int | None:
        low = self.low(index)
        value = "or" if low in ("or", "versus", "vs") else "and"
        return self.add(Kind.LINK, value, index, index + 1)

    def _conditional(self, index: int) -> int | None:
        return self._condition(index)


_LINE_WORDS = {"day", "days", "cycle", "cycles", "course", "courses", "arm", "week", "given", "administered", "repeat",
               "repeated", "used", "all", "phase", "schedule", "frequency"}  # fmt: skip
_OTHER_EVENTS = {"transplant", "transplantation", "reinfused", "reinfusion", "reinfuse", "cells", "pbsc", "pbscs", "marrow",
                 "biopsy", "surgery", "radiotherapy", "irradiation", "tbi", "rt", "hct", "hsct", "asct", "assessed",
                 "evaluated", "samples", "imaging"}  # fmt: skip
_REPEATED = {"repeated", "repeat", "repeating", "recycled", "repeats"}
_OPEN_ENDS = {"on", "of", "and", "or", "at", "in", "the", "a", "with", "by", "to", "every", "for", "over", "days", "day",
              "received", "plus", "was", "were", "from", "cycles", "cycle"}  # fmt: skip
_NO_COUNT = {"after", "every", "each", "following", "completed", "completing", "within", "between", "before", "post",
             "previous", "prior", "q", "remaining", "other", "past", "last"}  # fmt: skip
_CUES = {
    **dict.fromkeys(ORDER, Kind.THEN), **dict.fromkeys(TOTALS, Kind.TOTAL), **dict.fromkeys(RECEIVED, Kind.RECEIVED),
    **dict.fromkeys(REDUCTIONS, Kind.CHANGE), "respectively": Kind.RESPECTIVELY, "each": Kind.EACH, "both": Kind.EACH,
    "divided": Kind.DIVIDED,
}  # fmt: skip


def _rules() -> dict[str, Rule]:
    rules: dict[str, Rule] = dict.fromkeys([*_CUES, "followed"], Grammar._cue)
    rules |= dict.fromkeys(["and", "or", "plus", "versus", "vs"], Grammar._link)
    rules |= dict.fromkeys([*DAY_WORDS, "d", "dd"], Grammar._days)
    rules |= dict.fromkeys([*CYCLE_WORDS, "c"], Grammar._cycle)
    rules |= dict.fromkeys(ORDINALS, Grammar._ordinal) | dict.fromkeys(["odd", "even"], Grammar._parity)
    rules |= dict.fromkeys(["subsequent", "following", "remaining", "later"], Grammar._subsequent)
    rules |= dict.fromkeys(["every", "q"], Grammar._every) | dict.fromkeys(ADVERBS, Grammar._adverb)
    rules |= dict.fromkeys(OFTEN, Grammar._often) | dict.fromkeys(TIMES, Grammar._times_word)
    rules |= {"per": Grammar._per, "a": Grammar._per, "over": Grammar._over, "for": Grammar._for, "in": Grammar._people}
    rules |= {"during": Grammar._for, "x": Grammar._multiplied, "by": Grammar._by, "it": Grammar._intrathecal}
    rules |= dict.fromkeys([*ROUTES, *CONTINUOUS], Grammar._route)
    rules |= dict.fromkeys(LARGEST, Grammar._largest) | {
        "up": Grammar._up,
        "exceed": Grammar._largest,
        "not": Grammar._not_to_exceed,
        "no": Grammar._not_to_exceed,
    }
    rules |= dict.fromkeys(CONDITIONS, Grammar._conditional)
    rules["same"] = _same_days
    rules |= {"auc": _auc, "area": _auc, "alternate": _alternate}
    rules["each"] = _each
    return rules


def _auc(grammar: Grammar, index: int) -> int | None:
    read = area_under_curve(grammar.tokens, index)
    return grammar.add(Kind.DOSE, read[0], index, read[1]) if read is not None else None


def _same_days(grammar: Grammar, index: int) -> int | None:
    return grammar.add(Kind.SAME_DAYS, None, index, index + 2) if grammar.low(index + 1) in ("day", "days") else None


def _alternate(grammar: Grammar, index: int) -> int | None:
    if grammar.low(index + 1) == "days":
        return grammar.add(Kind.EVERY, Amount(Decimal(2), Decimal(2), Unit("d")), index, index + 2)
    return None


def _each(grammar: Grammar, index: int) -> int | None:
    if grammar.low(index + 1) in ("week", "month", "day"):
        return grammar._every(index)
    return grammar.add(Kind.EACH, None, index, index + 1)


_RULES = _rules()
