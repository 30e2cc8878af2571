"""What is listed as not stated is not stated anywhere in the protocol."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.gap.not_declared import missing_in
from dosetrace.checks.subjects import Protocol
from dosetrace.findings import Level, Problem
from dosetrace.terminology import drugs

LEVEL = Level.ERROR
WHY = "A gap that is none makes people look up what they have in hand."
JUDGES = (Protocol,)

_KNOWN = ("dose", "route", "day of cycle", "division of the daily dose", "cycle length")


def check(subject: Protocol) -> Iterator[Problem]:
    given = {give.drug for phase in subject.regimen.phases for give in phase.gives}
    missing = {gap for phase in subject.regimen.phases for gap in missing_in(phase)}
    for declared in subject.regimen.gaps:
        gap = declared.gap
        if gap.about is not None and gap.about not in given:
            near = " or ".join(sorted(given)) or "no drug"
            what = "is not given here" if gap.about in drugs() else "is no drug"
            yield Problem(f'"{gap.about}" {what}, expected {near}', ("not_stated",), gap.about, near)
        elif gap.fact in _KNOWN and gap not in missing:
            yield Problem(f"{gap.text} is listed as not stated and is stated", ("not_stated",), gap.text, "no gap")
