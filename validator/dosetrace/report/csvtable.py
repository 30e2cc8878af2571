"""A schedule as a CSV table: one row for each drug and dose level of each block."""

from __future__ import annotations

import csv
import io

from dosetrace.report.values import schedule_value
from dosetrace.timeline import Schedule

COLUMNS = (
    "target",
    "read_from",
    "protocol",
    "choice",
    "option",
    "block",
    "title",
    "cycles",
    "at_most",
    "length_low",
    "length_high",
    "length_unit",
    "bounds",
    "block_when",
    "drug",
    "rxnorm",
    "days",
    "dose_low",
    "dose_high",
    "dose_unit",
    "per",
    "times_per_day",
    "every_hours",
    "every",
    "doses_per_cycle",
    "continuous",
    "infusion",
    "duration",
    "route",
    "when",
    "dose_choice",
    "source",
    "quote",
)


def schedule_csv(schedule: Schedule, read_from: str) -> str:
    """The rows under COLUMNS; an empty cell is not stated; lists are joined by spaces."""
    value = schedule_value(schedule, read_from)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for block in value["blocks"]:
        head = {
            "target": value["target"], "read_from": read_from, "protocol": block["protocol"], "choice": block["choice"],
            "option": block["option"], "block": block["id"], "title": block["title"], "cycles": _list(block["cycles"]),
            "at_most": block["at_most"], **_range("length", block["length"]), "bounds": _bounds(block["bounds"]),
            "block_when": block["when"],
        }  # fmt: skip
        for dose in block["doses"]:
            fields: dict[str, object] = {**dose}
            keys = (
                "drug",
                "rxnorm",
                "per",
                "times_per_day",
                "every_hours",
                "doses_per_cycle",
                "continuous",
                "route",
                "when",
            )
            plain = {key: fields[key] for key in keys}
            spans = {name: _span(fields[name]) for name in ("every", "infusion", "duration")}
            source = dose["source"] or {"id": "", "quote": ""}
            writer.writerow(
                {**head, **plain, **spans, **_range("dose", dose["dose"]), "days": _list(dose["days"]),
                 "source": source["id"], "quote": source["quote"],
                 "dose_choice": dose["choice"] or ""}
            )  # fmt: skip
    return out.getvalue()


def _list(numbers: list[int] | None) -> str:
    return " ".join(map(str, numbers or []))


def _range(name: str, value: object) -> dict[str, str]:
    amount = value if isinstance(value, dict) else {}
    return {f"{name}_{key}": amount.get(key, "") for key in ("low", "high", "unit")}


def _span(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    figures = value["low"] if value["low"] == value["high"] else f"{value['low']} to {value['high']}"
    return f"{figures} {value['unit']}"


def _bounds(value: object) -> str:
    return f"{value['value']} {value['unit']}" if isinstance(value, dict) else ""
