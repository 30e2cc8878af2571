"""The parts of a protocol file that need no reading: sentences, extracts, gaps, decisions, comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dosetrace.facts import Threshold
from dosetrace.findings import Path
from dosetrace.model import Choice, Decision, DeclaredGap, Extract, Sequence
from dosetrace.protocol.shape import CyclesShape, MeansShape, ProtocolShape, ReadingShape
from dosetrace.timeline import Gap
from dosetrace.units import Amount, parse_unit


def meanings(shape: ProtocolShape) -> Iterator[tuple[int, Path, MeansShape]]:
    for index, reading in enumerate(shape.reading):
        if isinstance(reading.means, list):
            for number, means in enumerate(reading.means):
                yield index, ("reading", index, "means", number), means
        else:
            yield index, ("reading", index, "means"), reading.means


def highest(cycles: CyclesShape | None) -> int:
    if cycles is None:
        return 0
    return max(cycles.numbers or [cycles.at_most or cycles.count or 0])


def extracts(shape: ProtocolShape) -> tuple[Extract, ...]:
    return tuple(Extract(source, tuple(r.says for r in readings)) for source, readings in by_source(shape).items())


def sentence_starts(shape: ProtocolShape) -> list[int]:
    """Where each sentence begins in the extract of its source, in code points."""
    starts: dict[int, int] = {}
    for readings in by_source(shape).values():
        offset = 0
        for reading in readings:
            starts[id(reading)] = offset
            offset += len(reading.says) + 1
    return [starts[id(reading)] for reading in shape.reading]


def by_source(shape: ProtocolShape) -> dict[str, list[ReadingShape]]:
    groups: dict[str, list[ReadingShape]] = {}
    for reading in shape.reading:
        groups.setdefault(reading.in_, []).append(reading)
    return groups


def root_first(course: list[Choice | Sequence]) -> tuple[Choice | Sequence, ...]:
    """The part that no other part names comes first."""
    named = {step for part in course for step in (part.options if isinstance(part, Choice) else part.steps)}
    return tuple(sorted(course, key=lambda part: part.id in named))


def gaps(shape: ProtocolShape) -> Iterator[DeclaredGap]:
    for gap in shape.not_stated:
        about = gap.about if isinstance(gap.about, list) else [gap.about]
        yield from (DeclaredGap(Gap(gap.fact, drug), tuple(gap.looked_in)) for drug in about)


def decisions(shape: ProtocolShape) -> Iterator[Decision]:
    for entry in shape.decisions:
        yield Decision(entry.about, entry.we_read, entry.because, entry.could_mean)


def thresholds(text: str) -> Iterator[Threshold]:
    for relation, value, unit in re.findall(r"(>=|<=|<|>) ([\d.]+)(?: ([^\s]+))?", text):
        amount = Amount(Decimal(value), Decimal(value), parse_unit(unit or "1"))
        yield Threshold(relation, amount)


_SIGNS = {">=": "≥", "<=": "≤", "<": "<", ">": ">"}


def condition_text(kind: str, value: str) -> str:
    if kind != "cd20":
        return value
    relation, rest = value.split(" ", 1)
    return f"CD20 {_SIGNS[relation]} {rest}"
