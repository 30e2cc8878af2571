"""The shapes of the machine-readable outputs, as types; their JSON Schemas are made from these."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict


class RangeShape(TypedDict):
    """Low and high as exact decimals, the unit as a UCUM code."""

    low: str
    high: str
    unit: str


class BoundsShape(TypedDict):
    """How long a block goes on where that is a time."""

    value: str
    unit: str


class QuoteShape(TypedDict):
    """The source and the very words; `quotes` are all of them where they stand at several places."""

    id: str
    quote: str
    quotes: list[str]


class DoseShape(TypedDict):
    """One drug at one dose level. null: not stated. Of the doses with the same `choice` exactly one is given."""

    drug: str
    rxnorm: str | None
    days: list[int] | None
    dose: RangeShape | None
    per: str | None
    times_per_day: int | None
    every_hours: int | None
    every: RangeShape | None
    doses_per_cycle: int | None
    per_day: RangeShape | None
    continuous: bool
    infusion: RangeShape | None
    duration: RangeShape | None
    route: str | None
    when: str | None
    choice: str | None
    source: QuoteShape | None


class TotalShape(TypedDict):
    """A sum per cycle; low is the stated part and high null where it is not complete."""

    drug: str
    when: str | None
    low: str | None
    high: str | None
    unit: str | None
    complete: bool


class CourseTotalShape(TypedDict):
    """A sum over the course, for one path through it."""

    drug: str
    path: str
    low: str | None
    high: str | None
    unit: str | None
    at_most: bool
    complete: bool


class BlockShape(TypedDict):
    """A stretch of the course in which every cycle has the same doses."""

    id: str
    title: str
    protocol: str | None
    choice: str | None
    option: str | None
    cycles: list[int] | None
    at_most: int | None
    length: RangeShape | None
    bounds: BoundsShape | None
    when: str | None
    doses: list[DoseShape]
    totals: list[TotalShape]


class GapShape(TypedDict):
    """Something the source of a protocol does not state; about null: the regimen as a whole."""

    fact: str
    about: str | None
    protocol: str | None


class ScheduleShape(TypedDict):
    """`dosetrace schedule TARGET --format json`."""

    target: str
    read_from: str
    blocks: list[BlockShape]
    course_totals: list[CourseTotalShape]
    not_stated: list[GapShape]


class CheckedShape(TypedDict):
    """What was looked at."""

    protocols: int
    bundles: int
    resources: int
    checks: int


class SentenceShape(TypedDict):
    """The words of a source; line null where the document was not at hand."""

    id: str
    line: int | None
    quote: str


class PlaceShape(TypedDict):
    """A place in a file; line and column from 1."""

    file: str
    line: int | None
    column: int | None
    path: str


class FindingShape(TypedDict):
    """What one check found at one place."""

    check: str
    level: str
    message: str
    found: str | None
    expected: str | None
    file: str
    line: int | None
    column: int | None
    path: str
    source: SentenceShape | None
    related: list[PlaceShape]
    help: str | None


class ProofShape(TypedDict):
    """What was compared for one protocol."""

    protocol: str
    facts: int
    quotes: int
    totals: list[str]
    bundles: list[str]
    gaps: int
    errors: int
    warnings: int


class CoverageShape(TypedDict):
    """How many of the dosing statements that the reader finds in a source are encoded, or waived with a reason."""

    source: str
    statements: int
    encoded: int
    waived: int


class SuppressedShape(TypedDict):
    """How many findings are not among `findings`: known by the baseline, and ignored by a rule."""

    baseline: int
    ignored: int


class CheckShape(TypedDict):
    """`dosetrace check --format json`."""

    dosetrace: str
    checked: CheckedShape
    summary: dict[str, int]
    proofs: list[ProofShape]
    coverage: list[CoverageShape]
    findings: list[FindingShape]
    suppressed: SuppressedShape


class ListedProtocolShape(TypedDict):
    """A protocol of `dosetrace list --format json`."""

    id: str
    title: str
    version: str
    sources: list[str]
    trial: str | None


class ListedCheckShape(TypedDict):
    """A check of `dosetrace list checks --format json`; `judges` says in words what it looks at."""

    id: str
    level: str
    summary: str
    area: str
    why: str
    judges: list[str]


class ClaimShape(TypedDict):
    """One drug at one dose, as prose states it. null: not stated. Spans are [start, end) in Unicode code points.

    `dose` is null where the words give days or an infusion and no dose. `every` is an interval of days or longer,
    `from_day` and `from_cycle` begin an open row, `bounds` is the time around `duration`. Where `sure` is false,
    `other_reading` has the fields as the words could be read too.
    """

    drug: str
    drug_text: str
    dose: RangeShape | None
    per: str
    times_per_day: int | None
    times_per_week: int | None
    every_hours: int | None
    every: RangeShape | None
    infusion: RangeShape | None
    continuous: bool
    route: str | None
    days: list[int] | None
    from_day: int | None
    cycles: list[int] | None
    from_cycle: int | None
    cycle_length: RangeShape | None
    max_cycles: int | None
    duration: RangeShape | None
    bounds: RangeShape | None
    count: int | None
    max_dose: RangeShape | None
    condition: str | None
    sure: bool
    why_unsure: str | None
    other_reading: dict[str, Any] | None
    spans: dict[str, list[int]]


class UnreadShape(TypedDict):
    """Words that look like dosing and were not understood."""

    span: list[int]
    why: str


class ReadShape(TypedDict):
    """`dosetrace read --format json`."""

    claims: list[ClaimShape]
    unread: list[UnreadShape]


class ServerDifferenceShape(TypedDict):
    """A place in a resource where the server has something else, or writes it otherwise."""

    resource: str
    path: str
    sent: str
    stored: str


class PushedShape(TypedDict):
    """What came of one bundle. Resources are named `url|version`, or `Type/id` where they have no url."""

    id: str
    done: bool
    created: list[str]
    replaced: list[str]
    unchanged: list[str]
    missing: list[str]
    differing: list[ServerDifferenceShape]
    rewritten: list[ServerDifferenceShape]
    older_versions: list[str]
    refusal: str | None


class PushShape(TypedDict):
    """`dosetrace push --format json`."""

    dosetrace: str
    server: str
    software: str
    release: str
    dry_run: bool
    bundles: list[PushedShape]


class ComparedSideShape(TypedDict):
    """One side of a comparison. Of a sheet: what it says it was made from, null where it does not."""

    name: str
    sheet: bool
    id: str | None
    version: str | None
    read_from: str | None
    sha256: str | None
    orders: int


class SaidShape(TypedDict):
    """What one side says: of a sheet with its rows, else with the words its order quotes, where they are about this."""

    text: str
    quotes: list[str]
    source: str | None
    rows: list[int]


class DifferenceShape(TypedDict):
    """One difference. null: about no single one, or about all; left or right null: that side has nothing there."""

    kind: str
    field: str
    message: str
    option: str | None
    part: str | None
    cycles: list[int] | None
    days: list[int] | None
    drug: str | None
    conditions: list[str]
    left: SaidShape | None
    right: SaidShape | None


class ComparisonShape(TypedDict):
    """`dosetrace compare A B --format json`; left is A."""

    dosetrace: str
    left: ComparedSideShape
    right: ComparedSideShape
    summary: dict[str, int]
    differences: list[DifferenceShape]


def schemas() -> dict[str, Any]:
    """File name to JSON Schema of every shape a command prints."""
    from pydantic import TypeAdapter

    shapes: dict[str, TypeAdapter[Any]] = {
        "schedule": TypeAdapter(ScheduleShape),
        "check": TypeAdapter(CheckShape),
        "compare": TypeAdapter(ComparisonShape),
        "list": TypeAdapter(list[ListedProtocolShape]),
        "list-checks": TypeAdapter(list[ListedCheckShape]),
        "push": TypeAdapter(PushShape),
        "read": TypeAdapter(ReadShape),
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        f"{name}.schema.json": {
            **head,
            "$id": f"https://w3id.org/dosetrace/schema/{name}.schema.json",
            **adapter.json_schema(),
        }
        for name, adapter in shapes.items()
    }
