"""The dates of a Timing hold as many days as the text of the dosage says it goes on."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.dosetexts import COMES_AGAIN
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping
from dosetrace.fhir.read.dosages import written
from dosetrace.fhir.read.timing import bounds_of, days_of
from dosetrace.findings import Level, Problem
from dosetrace.reader.phrases import stretches
from dosetrace.wording import counted

LEVEL = Level.ERROR
WHY = "HL7's own example meddisp0305 says for 7 days and ends on the fifth."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        dates = mapping(one.repeat.get("boundsPeriod"))
        lengths = stretches(one.text) if dates and not COMES_AGAIN.search(one.text) else []
        low, high = bounds_of(one.repeat)
        said, _ = days_of(lengths[0]) if len(lengths) == 1 else (None, None)
        if said is not None and low is not None and high is not None and said not in (low, high):
            found = f"{dates.get('start')} to {dates.get('end')}"
            message = (
                f'the text says {lengths[0].text}, the dates hold {counted(int(high), "day")}, {found}: "{one.text}"'
            )
            yield Problem(message, (*one.path, "timing", "repeat", "boundsPeriod"), found, lengths[0].text)
