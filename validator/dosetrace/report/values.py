"""Schedules and findings as plain JSON values of the published shapes."""

from __future__ import annotations

import json

from dosetrace import __version__
from dosetrace.checks.outcome import Outcome
from dosetrace.checks.proof import Proof
from dosetrace.checks.shared.coverage import Coverage
from dosetrace.findings import Finding, Level, Location
from dosetrace.report.shapes import (
    BlockShape,
    CheckShape,
    CourseTotalShape,
    CoverageShape,
    DoseShape,
    FindingShape,
    PlaceShape,
    ProofShape,
    QuoteShape,
    RangeShape,
    ScheduleShape,
    TotalShape,
)
from dosetrace.report.view import View
from dosetrace.timeline import Block, Dose, Schedule, alternatives
from dosetrace.totals import Total, course_totals, cycle_totals
from dosetrace.units import Amount, plain


def schedule_value(schedule: Schedule, read_from: str) -> ScheduleShape:
    """A schedule as `dosetrace schedule --format json` prints it."""
    return {
        "target": schedule.target,
        "read_from": read_from,
        "blocks": [_block(block) for block in schedule.blocks],
        "course_totals": [_course_total(total) for total in course_totals(schedule)],
        "not_stated": [{"fact": gap.fact, "about": gap.about, "protocol": gap.protocol} for gap in schedule.gaps],
    }


def range_value(amount: Amount | None) -> RangeShape | None:
    return None if amount is None else {"low": plain(amount.low), "high": plain(amount.high), "unit": amount.unit.code}


def _block(block: Block) -> BlockShape:
    bounds = block.bounds
    return {
        "id": block.id, "title": block.title, "protocol": block.protocol,
        "choice": block.choice, "option": block.option,
        "cycles": list(block.cycles) if block.cycles is not None else None, "at_most": block.at_most,
        "length": range_value(block.length),
        "bounds": {"value": plain(bounds.low), "unit": bounds.unit.code} if bounds is not None else None,
        "when": block.when, "doses": [_dose(dose, block) for dose in block.doses],
        "totals": [_total(total) for total in cycle_totals(block)],
    }  # fmt: skip


def _source(dose: Dose) -> QuoteShape | None:
    if not dose.quotes:
        return None
    first = dose.quotes[0]
    return {"id": first.source, "quote": first.text, "quotes": [quote.text for quote in dose.quotes]}


def _dose(dose: Dose, block: Block) -> DoseShape:
    choice = dose.drug if dose in alternatives(block) else None
    return {
        "drug": dose.drug, "rxnorm": dose.rxnorm, "days": list(dose.days) if dose.days is not None else None,
        "dose": range_value(dose.amount), "per": dose.per if dose.amount is not None else None,
        "times_per_day": dose.times_per_day, "every_hours": dose.every_hours, "every": range_value(dose.every),
        "doses_per_cycle": dose.administrations(block.length), "per_day": range_value(dose.per_day()),
        "continuous": dose.continuous,
        "infusion": range_value(dose.infusion), "duration": range_value(dose.duration),
        "route": dose.route, "when": dose.when, "choice": choice, "source": _source(dose),
    }  # fmt: skip


def _ends(total: Total) -> tuple[str | None, str | None, str | None]:
    if total.amount is None:
        return None, None, None
    high = plain(total.amount.high) if total.complete else None
    return plain(total.amount.low), high, total.amount.unit.code


def _total(total: Total) -> TotalShape:
    low, high, unit = _ends(total)
    return {
        "drug": total.drug,
        "when": total.when,
        "low": low,
        "high": high,
        "unit": unit,
        "complete": total.complete,
    }


def _course_total(total: Total) -> CourseTotalShape:
    low, high, unit = _ends(total)
    return {
        "drug": total.drug, "path": total.path or "course", "low": low, "high": high, "unit": unit,
        "at_most": total.at_most, "complete": total.complete,
    }  # fmt: skip


def check_value(outcome: Outcome) -> CheckShape:
    """Findings as `dosetrace check --format json` prints them."""
    counted = outcome.counted
    return {
        "dosetrace": __version__,
        "checked": {
            "protocols": counted.protocols, "bundles": counted.bundles,
            "resources": counted.resources, "checks": counted.checks,
        },
        "summary": {level.value: sum(finding.level is level for finding in outcome.findings) for level in Level},
        "proofs": [_proof(proof) for proof in outcome.proofs],
        "coverage": [_coverage(one) for one in outcome.coverage],
        "findings": [_finding(finding) for finding in outcome.findings],
        "suppressed": {"baseline": outcome.suppressed.baseline, "ignored": outcome.suppressed.ignored},
    }  # fmt: skip


def check_text(outcome: Outcome, view: View) -> str:
    """The same as text."""
    return json.dumps(check_value(outcome), ensure_ascii=False, indent=2) + "\n"


def _proof(proof: Proof) -> ProofShape:
    return {
        "protocol": proof.protocol, "facts": proof.facts, "quotes": proof.quotes, "totals": list(proof.totals),
        "bundles": list(proof.bundles), "gaps": proof.gaps, "errors": proof.errors, "warnings": proof.warnings,
    }  # fmt: skip


def _coverage(covered: Coverage) -> CoverageShape:
    return {
        "source": covered.source, "statements": len(covered.statements),
        "encoded": covered.encoded, "waived": covered.waived,
    }  # fmt: skip


def _finding(finding: Finding) -> FindingShape:
    problem, sentence = finding.problem, finding.problem.sentence
    return {
        "check": finding.check, "level": finding.level.value, "message": problem.message,
        "found": problem.found, "expected": problem.expected, **_place(finding.location),
        "source": {"id": sentence.source, "line": sentence.line, "quote": sentence.quote} if sentence else None,
        "related": [_place(place) for place in finding.related], "help": problem.help,
    }  # fmt: skip


def _place(location: Location) -> PlaceShape:
    return {"file": location.file, "line": location.line, "column": location.column, "path": location.path}
