"""Other encodings and broken bundles, each one change to a bundle of the dataset, and what the engine does with it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dosetrace.fhir.urls import BASE, DAYS_OF_CYCLE, OBSERVATIONS
from dosetrace.fhir.write.jsontext import json_text
from interop.engine import Applied, Job, Json, actions, bundle_text, everything, read
from interop.made import dose
from interop.patients import PATIENTS

PATIENT = next(patient for patient in PATIENTS if patient.id == "patient-55")


@dataclass(frozen=True)
class Trial:
    """One change to one plan, and what of the result tells whether it helps."""

    name: str
    plan: str
    change: Callable[[Json], None]
    look: Callable[[Applied], Any]

    def job(self, release: str) -> Job:
        changed = read(bundle_text(release, self.plan))
        self.change(changed)
        return Job(self.plan, PATIENT, json_text(changed))

    def saw(self, applied: Applied) -> Json:
        return {"requests": len(applied.requests), "errors": len(applied.errors), "saw": self.look(applied)}


def _of_type(bundle: Json, kind: str) -> list[Json]:
    return [value for value in everything(bundle) if value.get("resourceType") == kind]


def _actions(bundle: Json) -> Iterator[Json]:
    for plan in _of_type(bundle, "PlanDefinition"):
        yield from actions(plan)


def _leaves(bundle: Json) -> list[Json]:
    return [action for action in _actions(bundle) if "definitionCanonical" in action]


def _without(kind: str) -> Callable[[Json], None]:
    def change(bundle: Json) -> None:
        bundle["entry"] = [entry for entry in bundle["entry"] if entry["resource"]["resourceType"] != kind]

    return change


def _no_such_define(bundle: Json) -> None:
    for value in everything(bundle):
        if value.get("language") == "text/cql":
            value["expression"] = "NoSuchDefine"


def _each(of: Callable[[Json], list[Json]], **elements: Any) -> Callable[[Json], None]:
    def change(bundle: Json) -> None:
        for value in of(bundle):
            value.update(elements)

    return change


def _activities(bundle: Json) -> list[Json]:
    return _of_type(bundle, "ActivityDefinition")


def _dynamic(path: str, value: str) -> list[Json]:
    return [{"path": path, "expression": {"language": "text/fhirpath", "expression": f"'{value}'"}}]


def _with_dosage(name: str, value: Any) -> Callable[[Json], None]:
    def change(bundle: Json) -> None:
        for activity in _activities(bundle):
            activity["dosage"][0][name] = value

    return change


def _two_digits(bundle: Json) -> None:
    for activity in _activities(bundle):
        activity["dosage"][0]["doseAndRate"][0]["doseQuantity"]["value"] = Decimal("0.80")


def _by_uri(bundle: Json) -> None:
    for action in _leaves({"entry": bundle["entry"][:1]}):
        action["definitionUri"] = action.pop("definitionCanonical")


CHOICE = f"""library InoVateLogic version '1.0.0'
using FHIR version '4.0.1'
include FHIRHelpers version '4.0.1'
context Patient
define Chosen: Last([Observation] O
  where exists (O.code.coding C where C.system.value = '{OBSERVATIONS}' and C.code.value = 'regimen-chosen')
  sort by (effective as FHIR.dateTime).value)
define ChosenCode: First(((Chosen.value as FHIR.CodeableConcept).coding) C
  where C.system.value = '{OBSERVATIONS}' return C.code.value)
define NotChosen: ChosenCode is null
define InoVateInotuzumab: ChosenCode = 'ino-vate-inotuzumab'
define InoVateFlag: ChosenCode = 'ino-vate-flag'
define InoVateMxnAraC: ChosenCode = 'ino-vate-mxn-ara-c'
define InoVateHidac: ChosenCode = 'ino-vate-hidac'
"""


def _chosen(code: str | None) -> Callable[[Json], None]:
    """A condition on each regimen, that it was chosen, and a branch for when none was."""

    def change(bundle: Json) -> None:
        plan = bundle["entry"][0]["resource"]
        for action in _leaves({"entry": bundle["entry"][:1]}):
            action["condition"] = _condition("".join(word.title() for word in action["id"].split("-")))
        undecided = {"id": "decide", "title": "regimen not chosen: decide", "condition": _condition("NotChosen")}
        next(actions(plan))["action"][0]["action"].append(undecided)
        plan["library"] = [f"{BASE}/Library/InoVateLogic|1.0.0"]
        bundle["entry"] += [{"resource": resource} for resource in [_library(), *_choice(code)]]

    return change


def _condition(define: str) -> list[Json]:
    cql = {"language": "text/cql", "expression": define, "reference": f"{BASE}/Library/InoVateLogic|1.0.0"}
    return [{"kind": "applicability", "expression": {"description": define, **cql}}]


def _library() -> Json:
    content = [{"contentType": "text/cql", "data": base64.b64encode(CHOICE.encode()).decode()}]
    head = {"resourceType": "Library", "id": "choice", "url": f"{BASE}/Library/InoVateLogic", "version": "1.0.0"}
    return {**head, "name": "InoVateLogic", "status": "draft", "type": {"text": "logic"}, "content": content}


def _choice(code: str | None) -> list[Json]:
    if code is None:
        return []
    value = {"valueCodeableConcept": {"coding": [{"system": OBSERVATIONS, "code": code}]}}
    return [PATIENT.observation("regimen-chosen", value)]


def _titles(applied: Applied) -> list[str]:
    return [action["title"] for action in actions(applied.groups[0]) if "action" not in action]


def _of_requests(name: str) -> Callable[[Applied], Any]:
    """The different values that the requests have of an element, `nothing` where they have none."""

    def look(applied: Applied) -> list[str]:
        return sorted({str(request.get(name, "nothing")) for request in applied.requests.values()})

    return look


def _in_dosages(name: str, value: Any) -> Callable[[Applied], Any]:
    """Whether each request has this value in its dosage."""

    def look(applied: Applied) -> dict[str, str]:
        dosages = [request["dosageInstruction"][0] for request in applied.requests.values()]
        return {f"dosage.{name}": "kept" if all(dosage.get(name) == value for dosage in dosages) else "lost"}

    return look


def _of_actions(*names: str) -> Callable[[Applied], Any]:
    def look(applied: Applied) -> dict[str, str]:
        there = {name for action in actions(applied.groups[0]) for name in action}
        return {name: "kept" if name in there else "lost" for name in names}

    return look


def _doses(applied: Applied) -> list[str]:
    rates = [request["dosageInstruction"][0]["doseAndRate"][0] for request in applied.requests.values()]
    return sorted({dose(rate) for rate in rates})


_DAY_8 = {"extension": [{"url": DAYS_OF_CYCLE, "extension": [{"url": "day", "valueInteger": 8}]}]}
_WEEKLY = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "wk"}}
_SHOWN = {"textEquivalent": "shown", "documentation": [{"type": "documentation", "display": "shown"}]}
_BEHAVIOUR = {"precheckBehavior": "no", "groupingBehavior": "logical-group", "requiredBehavior": "must"}
TRIALS = (
    Trial("the Library is missing", "ino-vate-inotuzumab", _without("Library"), _titles),
    Trial("the Library has no such define", "ino-vate-inotuzumab", _no_such_define, _titles),
    Trial("the ActivityDefinitions are missing", "ino-vate-inotuzumab", _without("ActivityDefinition"), _titles),
    Trial("regimens under a condition, none chosen", "ino-vate", _chosen(None), _titles),
    Trial("regimens under a condition, FLAG chosen", "ino-vate", _chosen("ino-vate-flag"), _titles),
    Trial("regimens by definitionUri", "ino-vate", _by_uri, _titles),
    Trial("precheckBehavior no", "ino-vate-mxn-ara-c", _each(_leaves, **_BEHAVIOUR), _of_actions(*_BEHAVIOUR)),
    Trial("words on the action", "ino-vate-mxn-ara-c", _each(_leaves, **_SHOWN), _of_actions(*_SHOWN)),
    Trial("status draft by dynamicValue", "ino-mrd",
          _each(_activities, dynamicValue=_dynamic("status", "draft")), _of_requests("status")),
    Trial("intent option", "ino-mrd", _each(_activities, intent="option"), _of_requests("intent")),
    Trial("day by dynamicValue", "ino-mrd",
          _each(_leaves, dynamicValue=_dynamic("dosageInstruction.additionalInstruction.text", "Day 8")),
          _in_dosages("additionalInstruction", [{"text": "Day 8"}])),
    Trial("day in dosage.timing", "ino-mrd", _with_dosage("timing", _DAY_8), _in_dosages("timing", _DAY_8)),
    Trial("interval in dosage.timing", "pomp", _with_dosage("timing", _WEEKLY), _in_dosages("timing", _WEEKLY)),
    Trial("ActivityDefinition.timing", "ino-mrd",
          _each(_activities, timingTiming=_WEEKLY), _in_dosages("timing", _WEEKLY)),
    Trial("0.80 as a dose", "ino-mrd", _two_digits, _doses),
)  # fmt: skip
