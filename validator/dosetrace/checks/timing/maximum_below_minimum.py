"""The most of a count, frequency, period or duration is not below the least."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.dosages import timings
from dosetrace.findings import Level, Problem
from dosetrace.units import decimal, plain

LEVEL = Level.ERROR
WHY = "FHIR: count is the lower bound of the range whose upper bound is countMax; so is each of the others."
JUDGES = (Fhir,)

_RANGES = ("count", "frequency", "period", "duration")


def check(subject: Fhir) -> Iterator[Problem]:
    for timed in timings(subject.document):
        for name in _RANGES if not timed.is_cycle else _RANGES[1:]:
            most = decimal(timed.repeat.get(f"{name}Max"))
            least = decimal(timed.repeat.get(name)) if most is not None else None
            if most is not None and least is not None and most < least:
                message = f"{name} {plain(least)} beside {name}Max {plain(most)}, expected {plain(least)} or more"
                yield Problem(message, (*timed.at, f"{name}Max"), plain(most), f"{plain(least)} or more")
