"""What a protocol does not say of a drug is listed as not stated."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Protocol
from dosetrace.findings import Level, Problem
from dosetrace.model import Give, Phase
from dosetrace.timeline import Gap

LEVEL = Level.ERROR
WHY = "A silence that nobody points out is filled from memory."
JUDGES = (Protocol,)


_INFUSED = ("intravenous",)


def check(subject: Protocol) -> Iterator[Problem]:
    declared = {entry.gap for entry in subject.regimen.gaps}
    missing = {gap for phase in subject.regimen.phases for gap in missing_in(phase)}
    for gap in sorted(missing - declared, key=lambda gap: gap.text):
        if gap.fact == "dose" and any(d.about == gap.about and d.fact.startswith("dose ") for d in declared):
            continue
        yield Problem(f"{gap.text} is neither stated nor listed as not stated", ("not_stated",), None, gap.text)


def missing_in(phase: Phase) -> Iterator[Gap]:
    """Every fact that a phase leaves open."""
    if phase.cycles and phase.length is None:
        yield Gap("cycle length")
    for give in phase.gives:
        yield from (Gap(fact, give.drug) for fact in _open(give, phase))


def _open(give: Give, phase: Phase) -> Iterator[str]:
    if give.amount is None:
        yield "dose"
    if give.route is None:
        yield "route"
    if give.days is None and not _daily(phase):
        yield "day of cycle"
    if give.per == "day" and not give.times_per_day and not give.every_hours:
        yield "division of the daily dose"
    if (give.route is None or give.route.value in _INFUSED) and give.infusion is None and not give.continuous:
        yield "infusion duration"


def _daily(phase: Phase) -> bool:
    return phase.bounds is not None and phase.length is not None and str(phase.length.value) == "1 d"
