"""What the engine made of a plan, as rows that people can read: one for each thing to be done or decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from dosetrace.fhir.urls import DATA_ABSENT_REASON, DAYS_OF_CYCLE, DERIVATION_REFERENCE, FROM_CYCLE, NOT_STATED
from interop.engine import Applied, Json, everything

Row = dict[str, Any]
UNKNOWN = "unknown (data-absent-reason)"


@dataclass(frozen=True)
class Place:
    """Where in the course an action stands: the stretch of cycles around it, the choice it is a branch of, and the
    sequence that is the branch."""

    cycles: str = ""
    choice: str = ""
    part: str = ""


def rows(applied: Applied, group: Json) -> list[Row]:
    """Every action of a group without further actions in it, in its order."""
    return [row for action in group["action"] for row in _rows(applied, action, Place())]


def _rows(applied: Applied, action: Json, place: Place) -> Iterator[Row]:
    inner = action.get("action", [])
    if inner or action.get("selectionBehavior"):
        within = _within(action, place)
        if not inner:
            yield {**_where(action, within), "nothing left": action["title"]}
        for child in inner:
            yield from ({**_where(action, place), **row} for row in _rows(applied, child, within))
    else:
        yield {**_where(action, place), **_what(applied, action)}


def _within(action: Json, place: Place) -> Place:
    if action.get("selectionBehavior") == "exactly-one":
        return replace(place, choice=f"{place.choice} > {action['title']}" if place.choice else action["title"])
    if place.choice:
        return replace(place, part=action["title"])
    return replace(place, cycles=cycle_text(action)) if "timingTiming" in action else place


def cycle_text(action: Json) -> str:
    """`Cycles 1 to 6 (1 to 6, 21 to 28 d each)`."""
    repeat = action["timingTiming"]["repeat"]
    words = [span(repeat, "count")] if "count" in repeat else []
    words += [f"{span(repeat, 'period')} {repeat['periodUnit']} each"] if "period" in repeat else []
    words += [f"for {quantity(repeat['boundsDuration'])}"] if "boundsDuration" in repeat else []
    words += [f"{fact} not stated" for fact in _not_stated(repeat)]
    return f"{action['title']} ({', '.join(words)})"


def _where(action: Json, place: Place) -> Row:
    days = [inner["valueInteger"] for outer in _extensions(action, DAYS_OF_CYCLE) for inner in outer["extension"]]
    first = [inner["valueInteger"] for e in _extensions(action, FROM_CYCLE) for inner in e["extension"] if _int(inner)]
    expressions = [condition["expression"] for condition in action.get("condition", [])]
    found = {
        "cycles": place.cycles,
        "choice": place.choice,
        "part": place.part,
        "days": days,
        "after": [_after(related) for related in action.get("relatedAction", [])],
        "from cycle": first,
        "when": [expression["description"] for expression in expressions],
        "not stated": _not_stated(action),
        "quotes": len(_extensions(action, DERIVATION_REFERENCE)),
    }
    return {key: value for key, value in found.items() if value}


def _int(extension: Json) -> bool:
    return "valueInteger" in extension


def _after(related: Json) -> str:
    offset = related.get("offsetDuration")
    target = related.get("actionId") or related["targetId"]
    return f"{related['relationship']} {target}" + (f" + {quantity(offset)}" if offset else "")


def _what(applied: Applied, action: Json) -> Row:
    name = action.get("resource", {}).get("reference", "").removeprefix("#")
    if name in applied.requests:
        return {"title": action["title"], **_request(applied.requests[name]), **_own_timing(action)}
    return {"plan" if name else "nothing to give": action["title"]}


def _own_timing(action: Json) -> Row:
    repeat = action.get("timingTiming", {}).get("repeat", {})
    return {"action every": f"{repeat['period']} {repeat['periodUnit']}"} if repeat else {}


def _request(request: Json) -> Row:
    dosage = request["dosageInstruction"][0]
    rate = dosage["doseAndRate"][0]
    medication = request.get("medicationCodeableConcept") or request["medication"]["concept"]
    found = {
        "drug": medication["text"],
        "dose": dose(rate),
        "route": UNKNOWN if _absent(dosage["route"]) else dosage["route"]["text"],
        "timing": _timing(dosage.get("timing", {}).get("repeat", {})),
        "method": dosage.get("method", {}).get("text"),
        "text": dosage["text"],
        "request not stated": _not_stated(dosage),
        "request quotes": sum(e.get("url") == DERIVATION_REFERENCE for e in everything(dosage)),
    }
    return {key: value for key, value in found.items() if value}


def dose(rate: Json) -> str:
    """The amount with its figures as they are written."""
    if _absent(rate.get("doseQuantity") or rate.get("rateRatio") or {}):
        return UNKNOWN
    if "doseRange" in rate:
        return f"{rate['doseRange']['low']['value']} to {quantity(rate['doseRange']['high'])}"
    if "rateRatio" in rate:
        return f"{quantity(rate['rateRatio']['numerator'])} per {quantity(rate['rateRatio']['denominator'])}"
    return quantity(rate["doseQuantity"]) if rate.get("doseQuantity") else "nothing"


def _timing(repeat: Json) -> str:
    words = [f"{repeat['count']} times"] if "count" in repeat else []
    often = f"{repeat.get('frequency')} time" + ("s" if repeat.get("frequency") != 1 else "")
    words += [f"{often} every {span(repeat, 'period')} {repeat['periodUnit']}"] if "period" in repeat else []
    words += [f"over {span(repeat, 'duration')} {repeat['durationUnit']}"] if "duration" in repeat else []
    words += [f"for {quantity(repeat['boundsDuration'])}"] if "boundsDuration" in repeat else []
    return ", ".join(words)


def quantity(value: Json) -> str:
    return f"{value['value']} {value['code']}"


def span(repeat: Json, name: str) -> str:
    """`21 to 28` of `period` and `periodMax`."""
    return " to ".join(str(repeat[key]) for key in (name, f"{name}Max") if key in repeat)


def _absent(value: Json) -> bool:
    return bool(_extensions(value, DATA_ABSENT_REASON))


def _not_stated(value: Json) -> list[str]:
    return [extension["valueString"] for extension in _extensions(value, NOT_STATED)]


def _extensions(value: Json, url: str) -> list[Json]:
    return [extension for extension in value.get("extension", []) if extension["url"] == url]
