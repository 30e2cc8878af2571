"""The rows of what was made, shortened to the lines in which should.yaml is written by hand."""

from __future__ import annotations

from collections.abc import Sequence

from interop.made import UNKNOWN, Row

Lines = dict[str, list[str]]
"""The lines of each stretch of cycles; in no order that matters, so sorted."""


def lines(rows: Sequence[Row]) -> Lines:
    """`{"Cycle 1 (1, cycle length not stated)": ["vincristine 2 mg, days 1 8"]}`"""
    stretches = dict.fromkeys(row.get("cycles", "") for row in rows)
    return {name: sorted(_stretch([row for row in rows if row.get("cycles", "") == name])) for name in stretches}


def _stretch(rows: list[Row]) -> list[str]:
    """One line for each dose, or for each choice that is left open, with all its days."""
    places = dict.fromkeys(_place(row) for row in rows)
    by_dose: dict[str, list[int]] = {}
    for place in places:
        here = [row for row in rows if _place(row) == place]
        alternatives = _alternatives(here)
        text = alternatives[0] if len(alternatives) == 1 else f"exactly one of: {' | '.join(alternatives)}"
        by_dose.setdefault(text, []).extend(here[0].get("days", []))
    return [text + _days(days) for text, days in by_dose.items()]


def _place(row: Row) -> tuple[object, ...]:
    """Rows at one place exclude each other where they are branches of a choice."""
    if "choice" in row:
        return (row["choice"].split(" > ")[0], *row.get("days", []))
    return (_dose(row), *row.get("days", []))


def _alternatives(rows: list[Row]) -> list[str]:
    """The branches of a choice; what comes after each other within a branch is one of them."""
    parts: list[str] = []
    for before, row in zip([None, *rows], rows, strict=False):
        follows = before is not None and "part" in row and row["part"] == before.get("part")
        parts = [*parts[:-1], f"{parts[-1]}, then {_dose(row)}"] if follows else [*parts, _dose(row)]
    return parts


def _dose(row: Row) -> str:
    if "drug" not in row:
        return str(row.get("plan") or row.get("nothing to give") or f"NOTHING LEFT OF {row['nothing left']}")
    dose = "dose not stated" if row["dose"] == UNKNOWN else row["dose"]
    words = [f"{row['drug']} {dose}", row.get("timing", "").replace("1 time every", "every"), row.get("method", "")]
    words += [f"every {row['action every']}"] if "action every" in row else []
    words += [row["route"]] if row["route"] != UNKNOWN else []
    words += [f"from cycle {row['from cycle'][0]}"] if "from cycle" in row else []
    words += ["day not stated"] if "day of cycle" in row.get("not stated", []) else []
    return ", ".join(dict.fromkeys(word for word in words if word))


def _days(days: list[int]) -> str:
    if not days:
        return ""
    return f", day{'s' if len(days) > 1 else ''} {' '.join(map(str, sorted(days)))}"


def by_hand(written: dict[str, Lines], patient: str) -> Lines:
    """The lines that should.yaml has for a patient: those of everybody and the patient's own."""
    both = (written.get("everybody", {}), written.get(patient, {}))
    names = dict.fromkeys(name for part in both for name in part)
    return {name: sorted(line for part in both for line in part.get(name, [])) for name in names}
