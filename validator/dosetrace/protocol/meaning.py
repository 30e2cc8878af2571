"""What the shape of a protocol file means: every fact with its quotes, gathered into a regimen."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from dosetrace import typography
from dosetrace.facts import Fact, Kind
from dosetrace.findings import Path, Problem
from dosetrace.model import (
    Choice,
    Condition,
    Cycles,
    Give,
    Phase,
    Population,
    Quoted,
    Regimen,
    Remark,
    Sequence,
    StatedTotal,
)
from dosetrace.protocol.sentences import (
    condition_text,
    decisions,
    extracts,
    gaps,
    highest,
    meanings,
    root_first,
    sentence_starts,
    thresholds,
)
from dosetrace.protocol.shape import (
    CyclesShape,
    GiveShape,
    MeansShape,
    PopulationShape,
    ProtocolShape,
    RouteShape,
    TotalShape,
    WhenShape,
)
from dosetrace.terminology import codes, drugs
from dosetrace.timeline import Quote
from dosetrace.units import Amount, Unit, UnitError, parse_amount, parse_unit


def regimen_of(shape: ProtocolShape) -> tuple[Regimen, list[Problem]]:
    """The regimen of a file of the right shape, and what is wrong with its values."""
    meaning = _Meaning(shape)
    return meaning.regimen(), meaning.problems


class _Meaning:
    """Goes through one file once and gathers facts and problems on the way."""

    def __init__(self, shape: ProtocolShape) -> None:
        self.shape = shape
        self.facts: list[Fact] = []
        self.problems: list[Problem] = []
        self.starts = sentence_starts(shape)
        self.abbreviations = dict(self.defined())
        self.last_cycle = max((highest(means.cycles) for _, _, means in meanings(shape)), default=0)

    def regimen(self) -> Regimen:
        shape = self.shape
        phases = [phase for index, path, means in meanings(shape) for phase in self.phases(index, path, means)]
        course = [part for index, path, means in meanings(shape) for part in self.course(index, path, means)]
        people = [
            self.population(index, (*path, "population", number), entry)
            for index, path, means in meanings(shape)
            for number, entry in enumerate(means.population or [])
        ]
        return Regimen(
            id=shape.protocol, version=shape.version, date=shape.date, title=shape.title, trial=shape.trial,
            extracts=extracts(shape), phases=tuple(phases), course=root_first(course), population=tuple(people),
            remarks=tuple(self.remarks()),
            cycles_in_all=self.in_all(),
            gaps=tuple(gaps(shape)), decisions=tuple(decisions(shape)), facts=tuple(self.facts),
        )  # fmt: skip

    def defined(self) -> Iterator[tuple[str, tuple[Quote, ...]]]:
        """The abbreviations for drugs that the file defines, with the words that do."""
        for index, path, means in meanings(self.shape):
            if means.stands_for:
                quotes = self.quotes(index, means.stands_for.quote)
                self.note(Kind.DRUG, means.stands_for.drug, (*path, "stands_for", "drug"), quotes)
                if means.stands_for.drug not in drugs():
                    self.problems.append(_unknown_drug(means.stands_for.drug, (*path, "stands_for", "drug")))
                yield means.stands_for.word, quotes

    def remarks(self) -> Iterator[Remark]:
        for index, path, means in meanings(self.shape):
            if means.remark:
                quotes = self.quotes(index, means.remark.quote)
                self.note(Kind.WORDS, means.remark.text, (*path, "remark"), quotes)
                yield Remark(means.remark.text, quotes)

    def in_all(self) -> Quoted[int] | None:
        """The number of cycles the source states for the whole regimen."""
        for index, path, means in meanings(self.shape):
            if means.cycles_in_all and means.cycles_in_all.count:
                shape = means.cycles_in_all
                quotes = self.quotes(index, shape.quote)
                self.note(
                    Kind.CYCLE_COUNT,
                    means.cycles_in_all.count,
                    (*path, "cycles_in_all", "count"),
                    quotes,
                    shape.derived,
                )
                return Quoted(means.cycles_in_all.count, quotes, shape.derived)
        return None

    def drug(self, index: int, path: Path, shape: GiveShape) -> None:
        if shape.drug not in drugs():
            self.problems.append(_unknown_drug(shape.drug, (*path, "drug")))
        reading = self.shape.reading[index]
        sentence = (Quote(reading.in_, reading.says, self.starts[index]),)
        if shape.called and shape.called not in self.abbreviations:
            expected = f"a stands_for that defines {shape.called}"
            self.problems.append(
                Problem(
                    f'"{shape.called}" is not defined, expected {expected}',
                    (*path, "called"),
                    shape.called,
                    expected,
                )
            )
        quotes = self.abbreviations.get(shape.called or "", sentence)
        self.note(Kind.DRUG, shape.drug, (*path, "drug"), quotes)

    def quotes(self, index: int, words: str | list[str] | None) -> tuple[Quote, ...]:
        """The quotes as they stand in the sentence, with their offsets in the extract."""
        listed = [words] if isinstance(words, str) else words or []
        return tuple(self.quote(index, text) for text in listed)

    def quote(self, index: int, text: str) -> Quote:
        reading = self.shape.reading[index]
        span = typography.find(text, reading.says)
        if span is None:
            return Quote(reading.in_, text)
        return Quote(reading.in_, reading.says[slice(*span)], self.starts[index] + span[0])

    def note(
        self,
        kind: Kind,
        value: Any,
        path: Path,
        quotes: tuple[Quote, ...],
        derived: str | None = None,
        group: str = "",
    ) -> None:
        self.facts.append(Fact(kind, value, path, quotes, derived, group))

    def phases(self, index: int, path: Path, means: MeansShape) -> Iterator[Phase]:
        if not means.give:
            return
        route = self.route(index, (*path, "route"), means.route)
        gives = [self.give(index, (*path, "give", n), give, route) for n, give in enumerate(means.give)]
        every, bounds = self.repeat(index, (*path, "repeat"), means)
        yield Phase(
            gives=tuple(gives),
            id=means.phase or "",
            title=means.title or "",
            cycles=self.cycles(index, (*path, "cycles"), means.cycles),
            length=every or self.length(index, (*path, "cycle_length"), means),
            bounds=bounds,
            when=self.condition(index, (*path, "when"), means.when),
            totals=tuple(self.totals(index, (*path, "adds_up_to"), means.adds_up_to, gives)),
        )

    def give(self, index: int, path: Path, shape: GiveShape, route: Quoted[str] | None) -> Give:
        quotes = self.quotes(index, shape.quote)
        amount, per = self.dose(path, shape, quotes)
        every = self.time(Kind.EVERY, shape.every, (*path, "every"), quotes)
        derived = shape.derived or {}
        days = tuple(shape.days) if isinstance(shape.days, list) else None
        self.drug(index, path, shape)
        self.note(Kind.WORDS, shape.drug, (*path, "quote"), quotes)
        if days:
            self.note(Kind.DAYS, days, (*path, "days"), quotes, derived.get("days"), f"{index} {shape.drug}")
        if shape.times_a_day:
            self.note(Kind.TIMES, shape.times_a_day, (*path, "times_a_day"), quotes)
        if shape.doses:
            self.note(Kind.COUNT, shape.doses, (*path, "doses"), quotes, derived.get("doses"))
        if shape.cycles:
            cycles = tuple(shape.cycles)
            self.note(Kind.CYCLES, cycles, (*path, "cycles"), quotes, derived.get("cycles"))
        hours = every is not None and every.unit == Unit("h")
        return Give(
            drug=shape.drug, quotes=quotes, amount=amount, per=per, days=days,
            every_hours=int(every.low) if every is not None and hours else None, every=None if hours else every,
            times_per_day=shape.times_a_day, count=shape.doses, continuous=shape.continuous,
            infusion=self.time(Kind.DURATION, shape.infusion, (*path, "infusion"), quotes),
            duration=self.time(Kind.DURATION, shape.for_, (*path, "for"), quotes),
            route=self.route(index, (*path, "route"), shape.route) or route,
            when=self.condition(index, (*path, "when"), shape.when),
            cycles=tuple(shape.cycles) if shape.cycles else None, derived=tuple(sorted(derived.items())),
        )  # fmt: skip

    def dose(self, path: Path, shape: GiveShape, quotes: tuple[Quote, ...]) -> tuple[Amount | None, str]:
        if shape.dose == "not stated":
            return None, "administration"
        stated = self.amount(shape.dose, (*path, "dose"))
        if stated is None:
            return None, "administration"
        daily = stated.unit.code.endswith("/d")
        if daily:
            stated = Amount(stated.low, stated.high, parse_unit(stated.unit.code.removesuffix("/d")))
        self.note(Kind.DAILY_DOSE if daily else Kind.DOSE, stated, (*path, "dose"), quotes)
        return stated, "day" if daily or shape.per else "administration"

    def amount(self, text: str, path: Path) -> Amount | None:
        try:
            return parse_amount(text)
        except UnitError as error:
            self.problems.append(Problem(str(error), path, text))
            return None

    def time(self, kind: Kind, text: str | None, path: Path, quotes: tuple[Quote, ...]) -> Amount | None:
        amount = self.amount(text, path) if text else None
        if amount is not None:
            self.note(kind, amount, path, quotes)
        return amount

    def route(self, index: int, path: Path, shape: RouteShape | None) -> Quoted[str] | None:
        if shape is None:
            return None
        quotes = self.quotes(index, shape.quote)
        self.note(Kind.ROUTE, shape.value, path, quotes)
        return Quoted(shape.value, quotes)

    def condition(self, index: int, path: Path, shape: WhenShape | None) -> Condition | None:
        if shape is None:
            return None
        given = {
            "response": shape.response,
            "cd20": shape.cd20,
            "age": shape.age,
            "judgement": shape.judgement,
        }
        kinds = [(kind, value) for kind, value in given.items() if value]
        if len(kinds) != 1:
            self.problems.append(
                Problem("found no single condition, expected one of response, cd20, age, judgement", path)
            )
            return None
        kind, value = kinds[0]
        quotes = self.quotes(index, shape.quote)
        limits = tuple(thresholds(value)) if kind in ("cd20", "age") else ()
        if quotes and not limits:
            self.note(Kind.WORDS, value, (*path, kind), quotes)
        for limit in limits[:1]:
            self.note(Kind.THRESHOLD, limit, (*path, kind), quotes, shape.derived if not quotes else None)
        return Condition(kind, shape.text or condition_text(kind, value), limits, quotes, shape.derived)

    def cycles(self, index: int, path: Path, shape: CyclesShape | None) -> Cycles | None:
        if shape is None:
            return None
        quotes = self.quotes(index, shape.quote)
        if shape.numbers:
            numbers = tuple(shape.numbers)
            self.note(Kind.CYCLES, numbers, (*path, "numbers"), quotes, shape.derived)
            return Cycles(numbers, False, Quoted(numbers, quotes, shape.derived))
        count = shape.at_most or shape.count
        if count:
            kind = Kind.AT_MOST if shape.at_most else Kind.CYCLE_COUNT
            self.note(kind, count, (*path, "at_most" if shape.at_most else "count"), quotes, shape.derived)
            return Cycles(tuple(range(1, count + 1)), bool(shape.at_most), Quoted(count, quotes, shape.derived))
        if not shape.from_:
            self.problems.append(Problem("found no cycles, expected one of numbers, count, at_most, from", path))
            return None
        self.note(Kind.CYCLES, (shape.from_,), (*path, "from"), quotes, shape.derived)
        return Cycles(tuple(range(shape.from_, self.last_cycle + 1)), True, Quoted(shape.from_, quotes, shape.derived))

    def length(self, index: int, path: Path, means: MeansShape) -> Quoted[Amount] | None:
        if means.cycle_length is None:
            return None
        quotes = self.quotes(index, means.cycle_length.quote)
        amount = self.time(Kind.LENGTH, means.cycle_length.value, (*path, "value"), quotes)
        return Quoted(amount, quotes) if amount is not None else None

    def repeat(self, index: int, path: Path, means: MeansShape) -> tuple[Quoted[Amount] | None, Quoted[Amount] | None]:
        if means.repeat is None:
            return None, None
        quotes = self.quotes(index, means.repeat.quote)
        every = self.time(Kind.EVERY, means.repeat.every, (*path, "every"), quotes)
        bounds = self.time(Kind.BOUNDS, means.repeat.for_, (*path, "for"), quotes)
        return (Quoted(every, quotes) if every else None), (Quoted(bounds, quotes) if bounds else None)

    def totals(self, index: int, path: Path, shape: TotalShape | None, gives: list[Give]) -> Iterator[StatedTotal]:
        amount = self.amount(shape.dose, (*path, "dose")) if shape else None
        if shape is None or amount is None:
            return
        quotes = self.quotes(index, shape.quote)
        self.note(Kind.TOTAL, amount, (*path, "dose"), quotes)
        yield StatedTotal(shape.drug or gives[0].drug, amount, shape.per, quotes)

    def course(self, index: int, path: Path, means: MeansShape) -> Iterator[Choice | Sequence]:
        if means.choose:
            choose, quotes = means.choose, self.quotes(index, means.choose.quote)
            self.note(Kind.WORDS, choose.title, (*path, "choose", "quote"), quotes)
            yield Choice(choose.id, choose.title, tuple(choose.exactly_one), quotes)
        if means.then:
            then, quotes = means.then, self.quotes(index, means.then.quote)
            self.note(Kind.WORDS, then.title, (*path, "then", "quote"), quotes)
            yield Sequence(then.id, then.title, tuple(then.steps), quotes)

    def population(self, index: int, path: Path, shape: PopulationShape) -> Population:
        quotes = self.quotes(index, shape.quote)
        limit = next(iter(thresholds(shape.threshold)), None) if shape.threshold else None
        if limit is not None:
            self.note(Kind.THRESHOLD, limit, (*path, "threshold"), quotes)
        else:
            self.note(Kind.WORDS, shape.value, (*path, "value"), quotes)
        if shape.concept and shape.concept not in codes():
            self.problems.append(
                Problem(f'"{shape.concept}" is no concept of codes.csv', (*path, "concept"), shape.concept)
            )
        return Population(shape.fact, shape.value, quotes, limit, shape.concept)


def _unknown_drug(name: str, path: Path) -> Problem:
    near = get_close_matches(name, list(drugs()), 1)
    expected = f'"{near[0]}"' if near else "a name of drugs.csv"
    return Problem(f'found the drug "{name}", expected {expected}', path, name, expected)
