"""What the dosing reader found, as JSON and for a terminal: the words underlined, the meaning below."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from dosetrace import typography
from dosetrace.reader.claims import Claim, Reading, Span, Unread
from dosetrace.report.shapes import ClaimShape, ReadShape
from dosetrace.report.values import range_value
from dosetrace.units import Amount

WIDTH, AROUND, LONGEST = 100, 12, 900


def claims_value(reading: Reading) -> ReadShape:
    """A reading as `dosetrace read --format json` prints it."""
    unread = [{"span": list(left.span), "why": left.why} for left in reading.unread]
    return {"claims": [_claim(claim) for claim in reading.claims], "unread": unread}  # type: ignore[typeddict-item]


def claims_json(reading: Reading) -> str:
    """The same as text, one claim to a line: a megabyte of dosing has thousands."""
    value = claims_value(reading)
    claims, unread = (_rows_of(rows) for rows in (value["claims"], value["unread"]))
    return f'{{\n  "claims": {claims},\n  "unread": {unread}\n}}\n'


def _rows_of(rows: Sequence[object]) -> str:
    lines = ",\n    ".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n    {lines}\n  ]" if lines else "[]"


def _claim(claim: Claim) -> ClaimShape:
    return {
        "drug": claim.drug, "drug_text": claim.drug_text, "dose": range_value(claim.dose), "per": claim.per,
        "times_per_day": claim.times_per_day, "times_per_week": claim.times_per_week,
        "every_hours": claim.every_hours, "every": range_value(claim.every), "infusion": range_value(claim.infusion),
        "continuous": claim.continuous, "route": claim.route, "days": _list(claim.days), "from_day": claim.from_day,
        "cycles": _list(claim.cycles), "from_cycle": claim.from_cycle,
        "cycle_length": range_value(claim.cycle_length), "max_cycles": claim.max_cycles,
        "duration": range_value(claim.duration), "bounds": range_value(claim.bounds), "count": claim.count,
        "max_dose": range_value(claim.max_dose), "condition": claim.condition, "sure": claim.sure,
        "why_unsure": claim.why_unsure, "other_reading": dict(claim.other_reading) if claim.other_reading else None,
        "spans": {name: list(span) for name, span in claim.spans.items()},
    }  # fmt: skip


def _list(numbers: tuple[int, ...] | None) -> list[int] | None:
    return list(numbers) if numbers is not None else None


def claims_text(reading: Reading, text: str) -> str:
    """Every claim with its words underlined, then what was left unread."""
    lines = [line for claim in reading.claims for line in (*_shown(claim, text), "")]
    lines += [line for left in reading.unread for line in (*_left(left, text), "")]
    unsure = sum(not claim.sure for claim in reading.claims)
    lines.append(
        f"{_counted(len(reading.claims), 'claim')}, {unsure} of them unsure, "
        f"{_counted(len(reading.unread), 'stretch', 'es')} unread"
    )
    return "\n".join(lines) + "\n"


def _counted(number: int, word: str, ending: str = "s") -> str:
    return f"{number} {word}{'' if number == 1 else ending}"


def _shown(claim: Claim, text: str) -> Iterator[str]:
    spans = sorted(claim.spans.values())
    yield f"line {typography.line_of(spans[0][0], text)}"
    yield from _underlined(text, spans)
    yield f"    = {meaning(claim)}"
    if claim.why_unsure is not None:
        yield f"    ? unsure: {claim.why_unsure}"
        for name, value in (claim.other_reading or {}).items():
            yield f"      it could mean: {name} {value}"


def _left(left: Unread, text: str) -> Iterator[str]:
    yield f"line {typography.line_of(left.span[0], text)}"
    yield from _underlined(text, [left.span])
    yield f"    ? unread: {left.why}"


def _underlined(text: str, spans: list[Span]) -> Iterator[str]:
    """The words with a line of marks below each row; rows that hold no marked word are left out."""
    start, end = max(0, spans[0][0] - AROUND), min(len(text), max(span[1] for span in spans) + AROUND)
    marked = {at for first, last in spans for at in range(first, last)}
    for row_start, row_end in _rows(text, start, end):
        marks = "".join("~" if at in marked else " " for at in range(row_start, row_end)).rstrip()
        if marks:
            yield "    " + "".join(char if char.isprintable() else " " for char in text[row_start:row_end]).rstrip()
            yield "    " + marks


def _rows(text: str, start: int, end: int) -> Iterator[Span]:
    """Stretches of at most WIDTH characters, broken at spaces."""
    while start < end:
        stop = min(start + WIDTH, end)
        space = text.rfind(" ", start + 1, stop) if stop < end else stop
        stop = space + 1 if start < space < stop else stop
        yield start, stop
        start = stop


def meaning(claim: Claim) -> str:
    """A claim in words: `inotuzumab ozogamicin 0.5 mg/m² on days 8, 15; cycle of 21 to 28 days`."""
    parts = [_dose(claim), *_when(claim), *_course(claim)]
    return "; ".join(part for part in parts if part)


def _dose(claim: Claim) -> str:
    amount = claim.dose.text if claim.dose is not None else "dose not stated"
    per = "" if claim.per == "administration" or claim.dose is None else f" per {claim.per}"
    return f"{claim.drug} {amount}{per}{_on(claim)}"


def _on(claim: Claim) -> str:
    if claim.days is not None:
        return f" on day{'' if len(claim.days) == 1 else 's'} {_numbers(claim.days)}"
    return f" from day {claim.from_day}" if claim.from_day is not None else ""


def _when(claim: Claim) -> Iterator[str]:
    yield f"{claim.times_per_day} times a day" if claim.times_per_day else ""
    yield f"{claim.times_per_week} times a week" if claim.times_per_week else ""
    yield f"every {claim.every_hours} hours" if claim.every_hours else ""
    yield _length("every", claim.every)
    yield _length("over", claim.infusion)
    yield "continuous" if claim.continuous else ""
    yield claim.route or ""
    yield _length("for", claim.duration)
    yield _length("during", claim.bounds)
    yield f"{claim.count} doses" if claim.count else ""
    yield _length("at most", claim.max_dose)


def _course(claim: Claim) -> Iterator[str]:
    yield f"cycle{'' if len(claim.cycles) == 1 else 's'} {_numbers(claim.cycles)}" if claim.cycles else ""
    yield f"from cycle {claim.from_cycle} on" if claim.from_cycle else ""
    yield _length("cycle of", claim.cycle_length)
    yield f"up to {claim.max_cycles} cycles" if claim.max_cycles else ""
    yield f"condition: {claim.condition}" if claim.condition else ""


def _length(word: str, amount: Amount | None) -> str:
    return f"{word} {amount.text}" if amount is not None else ""


def _numbers(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))
