"""A derived number is what its arithmetic says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dosetrace.checks.subjects import Fhir, Protocol
from dosetrace.facts import Fact
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "A number of ours has to be one that anybody can work out again."
JUDGES = (Protocol, Fhir)

_SUM = re.compile(r"(\d{1,9}) = (\d{1,9}(?: [-+*] \d{1,9}){0,9})")
_VALUE = re.compile(r"(\d{1,9}): .+")


def check(subject: Protocol | Fhir) -> Iterator[Problem]:
    for fact in subject.facts:
        wrong = _wrong(fact) if fact.derived is not None else None
        if wrong:
            yield Problem(
                f'{fact.statement}, derived as "{fact.derived}": {wrong}',
                fact.path,
                fact.text,
                fact.derived,
            )


def _wrong(fact: Fact) -> str | None:
    text = fact.derived or ""
    arithmetic, named = _SUM.match(text), _VALUE.fullmatch(text)
    if arithmetic and int(arithmetic[1]) != _result(arithmetic[2]):
        return f"{arithmetic[2]} is {_result(arithmetic[2])}"
    stated = arithmetic[1] if arithmetic else named[1] if named else None
    if stated is None:
        return None if text.strip() and not isinstance(fact.value, str) else "no arithmetic is given"
    return None if _is(fact, Decimal(stated)) else f"that is {stated}"


def _is(fact: Fact, stated: Decimal) -> bool:
    if isinstance(fact.value, tuple):
        return stated in fact.value
    try:
        return Decimal(str(fact.value)) == stated
    except ArithmeticError:
        return False


def _result(sum_text: str) -> int:
    total, *rest = sum_text.split(" ")
    value = int(total)
    for sign, number in zip(rest[::2], rest[1::2], strict=True):
        value = {"+": value + int(number), "-": value - int(number), "*": value * int(number)}[sign]
    return value
