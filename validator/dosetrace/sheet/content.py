"""Everything a build sheet holds: whose it is, its orders, its totals, its gaps and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dosetrace import __version__
from dosetrace.grid import period, sum_text
from dosetrace.model import Decision, DeclaredGap, Regimen
from dosetrace.sheet.orders import Order, Sum, orders_of
from dosetrace.timeline import Block, Schedule
from dosetrace.totals import Total, course_totals, cycle_totals

COURSE = "course"
"""What a total is per, where it is over the whole course."""

NOT_FOR_PRESCRIBING = (
    "Not for prescribing. It says only that this encoding and the quoted text agree, "
    "never that a regimen is right for a patient."
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a sheet was made from. `sha256` is of the content, in hexadecimal; `hashed` says of what exactly."""

    id: str
    title: str
    version: str
    read_from: str
    sha256: str
    hashed: str
    dosetrace: str = __version__


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One row of the totals: per cycle of a block, or over the course by one path through it."""

    per: str
    drug: str
    sum: Sum
    part: str | None = None
    option: str | None = None
    phase: str = ""
    cycles: tuple[int, ...] | None = None
    bounds: str | None = None
    given_if: str | None = None
    path: str | None = None
    when: str | None = None
    written_out: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """A gap or a decision, in words."""

    part: str
    kind: str
    about: str
    says: str
    could_mean: str = ""
    because: str = ""
    looked_in: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A whole build sheet."""

    identity: Identity
    orders: tuple[Order, ...]
    totals: tuple[TotalRow, ...]
    remarks: tuple[Remark, ...]


def content_of(identity: Identity, schedule: Schedule, regimens: Iterable[Regimen]) -> Content:
    """The sheet of a schedule; `regimens` are the protocols it is made of, none for a FHIR file."""
    known = tuple(regimens)
    remarks = _remarks(known) if known else _remarks_of_fhir(schedule)
    return Content(identity, orders_of(schedule), totals_of(schedule), tuple(remarks))


def totals_of(schedule: Schedule) -> tuple[TotalRow, ...]:
    """Per cycle, block by block, then the whole course."""
    course = (
        TotalRow(COURSE, total.drug, Sum(total.amount, total.complete, total.at_most), path=total.path)
        for total in course_totals(schedule)
    )
    return (*(row for block in schedule.blocks for row in _of_block(block)), *course)


def _of_block(block: Block) -> Iterator[TotalRow]:
    for total in cycle_totals(block):
        yield TotalRow(
            period(block), total.drug, Sum(total.amount, total.complete), part=block.protocol, option=block.option,
            phase=block.title, cycles=block.cycles, bounds=block.bounds.text if block.bounds else None,
            given_if=block.when, when=total.when, written_out=_written_out(block, total),
        )  # fmt: skip


def _written_out(block: Block, total: Total) -> str:
    rows = tuple(dose for dose in block.doses if (dose.drug, dose.when) == (total.drug, total.when))
    text = sum_text(rows, block.length)
    return text if " " in text else ""


def _remarks(regimens: tuple[Regimen, ...]) -> Iterator[Remark]:
    for regimen in regimens:
        yield from (_gap(regimen.id, declared) for declared in regimen.gaps)
    for regimen in regimens:
        yield from (_decision(regimen.id, decision) for decision in regimen.decisions)


def _gap(part: str, declared: DeclaredGap) -> Remark:
    gap = declared.gap
    looked_in = ", ".join(declared.looked_in)
    return Remark(part, "NOT STATED", gap.about or "regimen", gap.fact, looked_in=looked_in)


def _decision(part: str, decision: Decision) -> Remark:
    return Remark(part, "decision", decision.about, decision.we_read, decision.could_mean or "", decision.because)


def _remarks_of_fhir(schedule: Schedule) -> Iterator[Remark]:
    for gap in schedule.gaps:
        yield Remark(gap.protocol or schedule.target, "NOT STATED", gap.about or "regimen", gap.fact)
    yield Remark(schedule.target, "decision", "all decisions", "not carried by a FHIR bundle")
