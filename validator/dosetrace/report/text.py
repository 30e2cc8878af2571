"""Schedules, proofs and findings for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from dosetrace.checks.outcome import Counted, Outcome, Suppressed
from dosetrace.checks.proof import Proof
from dosetrace.checks.shared.coverage import Coverage
from dosetrace.findings import Finding, Level
from dosetrace.grid import Listing, block_title, parts, row_title, second_choices
from dosetrace.report.remarks import clean, one_line, remarks
from dosetrace.report.view import View
from dosetrace.timeline import Block, Dose, Schedule
from dosetrace.wording import amount_text, stretch_text, times_text

NOT_STATED = "not stated"


def table(rows: list[list[str]], indent: int = 2) -> Iterator[str]:
    """Rows as aligned columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    for row in rows:
        yield (" " * indent + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip()


def schedule_text(schedule: Schedule, title: str) -> str:
    """The day grid of every block, its totals, the totals of the course, and the gaps."""
    return "\n".join([title, *(line for line in _schedule(schedule))]) + "\n"


def _schedule(schedule: Schedule) -> Iterator[str]:
    listings = [part for part in parts(schedule) if isinstance(part, Listing)]
    for block, listing in zip(schedule.blocks, listings, strict=False):
        place = f"{block.option} · " if block.option else ""
        yield f"\n{place}{block_title(block)}"
        rows, notes = _noted(_grid(block))
        yield from table(rows, 2)
        yield from notes
        yield from _listing(listing)
    for listing in listings[len(schedule.blocks) :]:
        yield ""
        yield from _listing(listing)


def _listing(listing: Listing) -> Iterator[str]:
    yield f"  {listing.title}"
    yield from (f"    {line}" for line in listing.lines)


def _grid(block: Block) -> list[list[str]]:
    days = sorted({day for dose in block.doses for day in dose.days or ()})
    undated = "each time" if block.bounds else "day not stated"
    loose = any(dose.days is None for dose in block.doses)
    head = ["drug", "dose", "times", "route", *(str(day) for day in days), *([undated] if loose else [])]
    if days:
        head[4] = f"day {head[4]}"
    later = second_choices(block)
    return [head, *(_row(dose, days, loose, dose in later) for dose in block.doses)]


_LONGEST_NAME = 60


def _noted(rows: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """Conditions too long for the drug column as notes below the table."""
    notes: list[str] = []
    for row in rows:
        name, bracket, condition = row[0].partition(" (")
        if len(row[0]) > _LONGEST_NAME and bracket:
            notes.append(f"  [{len(notes) + 1}] {condition.removesuffix(')')}")
            row[0] = f"{name} [{len(notes)}]"
    return rows, notes


def _row(dose: Dose, days: list[int], loose: bool, instead: bool) -> list[str]:
    name = row_title(dose.drug, dose.when or "", instead=instead)
    amount = NOT_STATED if dose.amount is None else amount_text(dose)
    often = " ".join(part for part in (times_text(dose), stretch_text(dose)) if part) or _once(dose)
    marks = ["x" if day in (dose.days or ()) else "" for day in days]
    return [
        name,
        amount,
        often,
        dose.route or NOT_STATED,
        *marks,
        *(["x" if dose.days is None else ""] if loose else []),
    ]


def _once(dose: Dose) -> str:
    return "once" if dose.days and dose.per == "administration" else NOT_STATED


def proof_text(proofs: Iterable[Proof]) -> str:
    """One line for each protocol: what was compared, and whether it agrees."""
    head = ["protocol", "facts", "quotes", "totals against the text", "read back", "not stated", "verdict"]
    rows = [head, *([*_proof(proof)] for proof in proofs)]
    return "\n".join(table(rows, 0)) + "\n" if len(rows) > 1 else ""


def _proof(proof: Proof) -> Iterator[str]:
    yield proof.protocol
    yield str(proof.facts)
    yield str(proof.quotes)
    yield "; ".join(proof.totals) or "none stated"
    yield " = ".join(["protocol", *proof.bundles]) if not proof.errors else ", ".join(proof.bundles)
    yield str(proof.gaps)
    yield f"{proof.errors} errors" if proof.errors else "agrees with its text"


def coverage_text(covered: Iterable[Coverage]) -> str:
    """One line: how many dosing statements of the sources are encoded. Nothing where no document is at hand."""
    every = list(covered)
    found, encoded, waived = (
        sum(len(one.statements) for one in every), sum(one.encoded for one in every), sum(one.waived for one in every)
    )  # fmt: skip
    if not found:
        return ""
    also = f", {waived} waived with a reason" if waived else ""
    return f"{encoded} of {found} dosing statements in {len(every)} source documents encoded{also}\n"


_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}


def findings_text(findings: list[Finding], view: View) -> str:
    """Every finding with its line of the file."""
    return "\n".join(line for finding in findings for line in (*_finding(finding, view), "")) + (
        "\n" if findings else ""
    )


def _finding(finding: Finding, view: View) -> Iterator[str]:
    place = finding.location
    head = _marked(f"{finding.level}[{finding.check}]", finding.level, view.colour)
    yield f"{head}: {one_line(finding.problem.message)}"
    # this is how editors and terminals know a place: no space in it, and a space or the end of the line after it
    yield f"  --> {clean(f'{place}  {place.path}'.rstrip())}"
    yield from _excerpt(finding, view)
    yield from (f"  = {remark}" for remark in remarks(finding))
    yield f"  = explain: dosetrace explain {finding.check}"


def _excerpt(finding: Finding, view: View) -> Iterator[str]:
    """The line of the file, with a mark below the column."""
    place, text = finding.location, view.lines.get(finding.location.file, [])
    if place.line is not None and 0 < place.line <= len(text):
        number = str(place.line)
        shown, column = _clipped(text[place.line - 1], place.column or 1)
        yield f"{' ' * len(number)} |"
        yield f"{number} | {shown}"
        yield f"{' ' * len(number)} | {' ' * (column - 1)}{_marked('^', finding.level, view.colour)}"


def _marked(text: str, level: Level, colour: bool) -> str:
    return click.style(text, fg=_COLOURS[level], bold=True) if colour else text


def _clipped(line: str, column: int, width: int = 110) -> tuple[str, int]:
    """At most `width` characters of a line around a column."""
    start = max(0, column - width // 2) if len(line) > width else 0
    return clean(line[start : start + width].replace("\t", " ")), column - start


def counts_text(findings: list[Finding], looked_at: str) -> str:
    """How many findings of each level, in what."""
    counts = [(sum(f.level is level for f in findings), level) for level in Level]
    said = ", ".join(f"{count} {level}{'' if count == 1 else 's'}" for count, level in counts)
    return f"{said} in {looked_at}"


def suppressed_text(suppressed: Suppressed) -> str:
    """How many findings are not shown, and why; nothing where all are."""
    named = ((suppressed.baseline, "known by the baseline"), (suppressed.ignored, "ignored by a rule"))
    said = ", ".join(f"{count} {why}" for count, why in named if count)
    return f"not shown: {said}\n" if said else ""


def looked_at_text(counted: Counted) -> str:
    """How much was looked at, without what there is none of."""
    named = (
        (counted.protocols, "protocol"), (counted.bundles, "FHIR file"),
        (counted.resources, "resource"), (counted.checks, "check"),
    )  # fmt: skip
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in named if count)


def outcome_text(outcome: Outcome, view: View) -> str:
    """The proof, the coverage, the findings and the counts, with an empty line between them."""
    above = [part for part in (proof_text(outcome.proofs), coverage_text(outcome.coverage)) if part]
    counts = counts_text(outcome.findings, looked_at_text(outcome.counted))
    below = f"{counts}\n{suppressed_text(outcome.suppressed)}"
    return "\n".join([*above, findings_text(outcome.findings, view) + below])
