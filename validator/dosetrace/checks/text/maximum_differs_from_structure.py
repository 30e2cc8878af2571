"""The largest dose that the text of a Dosage allows, in a day or at a time, is the one its structure allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dosetrace.checks.shared.dosetexts import comparable
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, listed, mapping
from dosetrace.fhir.read.dosage import quantity
from dosetrace.fhir.read.dosages import written
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import maxima
from dosetrace.units import DAY, Amount
from dosetrace.wording import within_text

LEVEL = Level.ERROR
WHY = 'HL7\'s own example medrx0305 says "not more than 4 mg per day" and limits each single dose to 4 mg.'
JUDGES = (Fhir,)

_ONE_DAY = Amount(Decimal(1), Decimal(1), DAY)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        coded = list(_coded(one.value)) if one.text else []
        for said in dict.fromkeys(maxima(one.text) if coded else ()):
            limit = _Limit(said.amount, _ONE_DAY if said.per_day else None)
            rivals = [other for other in coded if comparable(limit.amount, other.amount)]
            if rivals and not any(_same(limit, other) for other in rivals):
                found, expected = str(rivals[0]), str(limit)
                message = f'the structure allows at most {found}, the text says {expected}: "{one.text}"'
                yield Problem(message, (*one.path, "text"), found, expected)


@dataclass(frozen=True, slots=True)
class _Limit:
    """The most that may be given at a time, or in a period."""

    amount: Amount
    period: Amount | None

    def __str__(self) -> str:
        return f"{self.amount} {'at a time' if self.period is None else within_text(self.period)}"


def _coded(dosage: Json) -> Iterator[_Limit]:
    once = quantity(mapping(dosage.get("maxDosePerAdministration")))
    if once is not None:
        yield _Limit(once, None)
    period = dosage.get("maxDosePerPeriod")
    for ratio in map(mapping, listed(period) or [period]):
        amount, per = quantity(mapping(ratio.get("numerator"))), quantity(mapping(ratio.get("denominator")))
        if amount is not None and per is not None and per.unit.dimension == DAY.dimension:
            yield _Limit(amount, per)


def _same(said: _Limit, coded: _Limit) -> bool:
    """Whether a limit of the text is one of the structure; one without "per day" may be of anything."""
    if said.period is not None and (coded.period is None or not coded.period.equals(said.period)):
        return False
    return said.amount.equals(coded.amount)
