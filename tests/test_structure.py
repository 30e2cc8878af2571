"""The structural checks: every invariant accounted for, a second opinion, and one-step mutants that none survives."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from dosetrace.checks.load import Loader
from dosetrace.checks.registry import checks
from dosetrace.fhir.definitions.invariants.rules import ELSEWHERE, RULES
from dosetrace.fhir.definitions.walk import defects
from dosetrace.fhir.read.document import read_fhir
from dosetrace.findings import Level

EXAMPLES = ROOT / "tests" / "checks" / "fhir"
TABLES = ROOT / "validator" / "dosetrace" / "fhir" / "definitions"
STRUCTURAL = [check for check in checks() if check.id.startswith("fhir/") and check.level is Level.ERROR]
FILES = sorted([*EXAMPLES.glob("*/*.json"), *(ROOT / "fhir_bundles").glob("r?/*.json")])


def objections(loader: Loader, value: Any) -> list[str]:
    subject = loader.fhir(json.dumps(value), "any.json")
    return [check.id for check in STRUCTURAL for _ in check.run(subject)]


@pytest.mark.parametrize("release", ["r4", "r5"])
def test_every_invariant_of_the_tables_is_judged_or_has_a_reason(release: str) -> None:
    table = json.loads((TABLES / f"{release}.json").read_text(encoding="utf-8"))
    stated = {key for row in table["types"].values() for level in ("errors", "warnings") for key in row.get(level, ())}
    judged = {rule.key for rule in RULES if release in rule.releases}
    assert stated - judged - set(ELSEWHERE) == set()


def test_every_rule_is_an_invariant_of_the_tables_and_is_judged_once() -> None:
    text = "".join((TABLES / f"{release}.json").read_text(encoding="utf-8") for release in ("r4", "r5"))
    keys = [(release, rule.key) for rule in RULES for release in rule.releases]
    assert [rule.key for rule in RULES if f'"{rule.key}"' not in text] == []
    assert len(keys) == len(set(keys))


TELLS = {
    "r4": [
        {"resourceType": "RequestGroup"},
        {"resourceType": "MedicationRequest", "medicationCodeableConcept": {"text": "vincristine"}},
        {"resourceType": "MedicationRequest", "dosageInstruction": [{"asNeededBoolean": True}]},
        {"resourceType": "PlanDefinition", "action": [{"relatedAction": [{"actionId": "a"}]}]},
        {"resourceType": "PlanDefinition"},  # nothing tells
    ],
    "r5": [
        {"resourceType": "RequestOrchestration"},
        {"resourceType": "MedicationRequest", "medication": {"concept": {"text": "vincristine"}}},
        {"resourceType": "MedicationRequest", "dosageInstruction": [{"asNeeded": True}]},
        {"resourceType": "PlanDefinition", "action": [{"relatedAction": [{"targetId": "a"}]}]},
        {"resourceType": "PlanDefinition", "action": [{"code": {"text": "a"}}]},
        {"resourceType": "ActivityDefinition", "location": {"concept": {"text": "ward"}}},
        {"resourceType": "CapabilityStatement", "fhirVersion": "5.0.0"},
    ],
}


@pytest.mark.parametrize(("release", "value"), [(release, value) for release in TELLS for value in TELLS[release]])
def test_the_release_is_what_only_one_of_them_has(release: str, value: Any) -> None:
    assert read_fhir(json.dumps(value), "any.json").release == release


# One value for each invariant that breaks it and no other


def extended(kind: str, value: Any) -> Any:
    return {"resourceType": "Group", "extension": [{"url": "https://example.org/x", f"value{kind}": value}]}


def timed(**repeat: Any) -> Any:
    return extended("Timing", {"repeat": repeat})


def bundled(kind: str, *entries: Any, **more: Any) -> Any:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries), **more}


def doing(**action: Any) -> Any:
    return {"resourceType": "PlanDefinition", "status": "draft", "action": [action]}


def holding(**contained: Any) -> Any:
    inner = {"resourceType": "Medication", "id": "m", **contained}
    return {"resourceType": "Group", "contained": [inner], "member": [{"entity": {"reference": "#m"}}]}


DOSE = {"value": 2, "system": "http://unitsofmeasure.org", "code": "mg"}
PUT = {"method": "PUT", "url": "Group/g"}
GROUP = {"fullUrl": "https://example.org/Group/g", "resource": {"resourceType": "Group", "id": "g"}}
DOCUMENT = {"identifier": {"system": "https://example.org/ids", "value": "1"}, "timestamp": "2024-03-01T08:00:00Z"}
COMPOSITION = {"fullUrl": "https://example.org/c", "resource": {"resourceType": "Composition"}}
BROKEN: dict[str, tuple[str, Any]] = {
    "tim-1": ("r4", timed(duration=2)),
    "tim-2": ("r4", timed(frequency=1, period=2)),
    "tim-4": ("r4", timed(duration=-2, durationUnit="h")),
    "tim-5": ("r5", timed(period=-2, periodUnit="h")),
    "tim-6": ("r4", timed(periodMax=2, periodUnit="h")),
    "tim-7": ("r4", timed(durationMax=2, durationUnit="h")),
    "tim-8": ("r4", timed(countMax=2)),
    "tim-9": ("r4", timed(offset=30)),
    "tim-10": ("r5", timed(timeOfDay=["08:00:00"], when=["MORN"])),
    "qty-3": ("r4", extended("Quantity", {"value": 2, "code": "mg"})),
    "sqty-1": ("r4", extended("Range", {"low": DOSE | {"comparator": ">"}})),
    "drt-1": ("r4", extended("Duration", {"value": 2, "system": "http://snomed.info/sct", "code": "258703001"})),
    "age-1": ("r4", extended("Age", {"value": 0, "system": "http://unitsofmeasure.org", "code": "a"})),
    "dis-1": ("r4", extended("Distance", {"value": 2})),
    "cnt-3": ("r4", extended("Count", {"value": 2.5, "system": "http://unitsofmeasure.org", "code": "1"})),
    "rng-2": ("r4", extended("Range", {"low": DOSE, "high": DOSE | {"value": 1}})),
    "rat-1": ("r4", extended("Ratio", {"denominator": DOSE})),
    "ratrng-1": ("r5", extended("RatioRange", {"lowNumerator": DOSE})),
    "ratrng-2": (
        "r5", extended("RatioRange", {"lowNumerator": DOSE, "highNumerator": DOSE | {"value": 1}, "denominator": DOSE})
    ),
    "sdd-1": ("r5", extended("SampledData", {"origin": DOSE, "dimensions": 1})),
    "dos-1": ("r5", extended("Dosage", {"asNeeded": False, "asNeededFor": [{"text": "nausea"}]})),
    "mad-1": ("r4", {"resourceType": "MedicationAdministration", "dosage": {"text": "2 mg"}}),
    "bdl-1": ("r4", bundled("collection", GROUP, total=1)),
    "bdl-2": ("r4", bundled("collection", GROUP | {"search": {"mode": "match"}})),
    "bdl-3": ("r4", bundled("collection", GROUP | {"request": PUT})),
    "bdl-4": ("r4", bundled("batch-response", GROUP)),
    "bdl-3a": ("r5", bundled("collection", GROUP | {"request": PUT})),
    "bdl-3b": ("r5", bundled("history", GROUP | {"request": PUT})),
    "bdl-3c": ("r5", bundled("transaction", GROUP | {"request": {"method": "DELETE", "url": "Group/g"}})),
    "bdl-3d": ("r5", bundled("batch-response", GROUP)),
    "bdl-5": ("r4", bundled("collection", {"fullUrl": "https://example.org/Group/g"})),
    "bdl-7": ("r4", bundled("collection", GROUP, GROUP)),
    "bdl-8": ("r4", bundled("collection", GROUP | {"fullUrl": "https://example.org/Group/g/_history/1"})),
    "bdl-9": ("r4", bundled("document", COMPOSITION, timestamp="2024-03-01T08:00:00Z")),
    "bdl-10": ("r4", bundled("document", COMPOSITION, identifier=DOCUMENT["identifier"])),
    "bdl-11": ("r4", bundled("document", GROUP, **DOCUMENT)),
    "bdl-12": ("r4", bundled("message", GROUP)),
    "bdl-13": ("r5", bundled("subscription-notification", GROUP)),
    "bdl-14": (
        "r5",
        bundled("history", GROUP | {"request": PUT | {"method": "PATCH"}, "response": {"status": "200"}}),
    ),
    "bdl-15": ("r5", bundled("collection", {"resource": GROUP["resource"]})),
    "bdl-16": ("r5", bundled("collection", GROUP, issues={"resourceType": "X", "issue": [{"severity": "error"}]})),
    "bdl-17": ("r5", bundled("document", COMPOSITION, issues={"resourceType": "OperationOutcome"}, **DOCUMENT)),
    "bdl-18": ("r5", bundled("searchset", GROUP)),
    "exp-1": ("r4", extended("Expression", {"language": "text/cql"})),
    "exp-2": ("r5", extended("Expression", {"language": "text/cql", "name": "a b", "expression": "true"})),
    "trd-1": ("r4", doing(trigger=[{"type": "periodic", "timingDate": "2024-03-01", "data": [{"type": "Group"}]}])),
    "trd-2": ("r4", doing(trigger=[{"type": "named-event", "name": "a", "condition": {"expression": "true"}}])),
    "trd-3": ("r4", doing(trigger=[{"type": "data-added"}])),
    "drq-1": ("r4", extended("DataRequirement", {"type": "Group", "codeFilter": [{"valueSet": "https://example.org"}]})),
    "drq-2": ("r4", extended("DataRequirement", {"type": "Group", "dateFilter": [{"path": "a", "searchParam": "b"}]})),
    "pld-0": ("r5", doing(input=[{"title": "weight"}])),
    "pld-1": ("r5", doing(output=[{"title": "weight"}])),
    "rqg-1": ("r4", {"resourceType": "RequestGroup", "action": [{"title": "Day 1"}]}),
    "grp-1": ("r4", {"resourceType": "Group", "actual": False, "member": [{"entity": {"display": "one"}}]}),
    "dom-2": ("r4", holding(contained=[{"resourceType": "Organization"}])),
    "dom-3": ("r4", {"resourceType": "Group", "contained": [{"resourceType": "Medication", "id": "m"}]}),
    "dom-4": ("r4", holding(meta={"versionId": "1"})),
    "dom-5": ("r5", holding(meta={"security": [{"code": "R"}]})),
    "ref-2": ("r5", extended("Reference", {"type": "Patient"})),
    "per-1": ("r4", extended("Period", {"start": "2024-03-01T08:00:00+01:00", "end": "2024-03-01T06:59:00Z"})),
    "att-1": ("r4", extended("Attachment", {"data": "QUJD"})),
    "cpt-2": ("r4", extended("ContactPoint", {"value": "555"})),
    "mdd-1": (
        "r4", {"resourceType": "MedicationDispense", "whenPrepared": "2024-03-02", "whenHandedOver": "2024-03-01"}
    ),
    "av-1": (
        "r5", extended("Availability", {"availableTime": [{"allDay": True, "availableStartTime": "08:00:00"}]})
    ),
    "adf-0": ("r4", {"resourceType": "ActivityDefinition", "name": "a-b"}),
    "lib-0": ("r4", {"resourceType": "Library", "name": "a-b"}),
    "pdf-0": ("r4", {"resourceType": "PlanDefinition", "name": "a-b"}),
    "cnl-0": ("r5", {"resourceType": "PlanDefinition", "name": "a-b"}),
    "cnl-1": ("r5", {"resourceType": "PlanDefinition", "url": "https://example.org/a#b"}),
    "cod-1": ("r5", extended("Coding", {"display": "vincristine"})),
    "ident-1": ("r5", extended("Identifier", {"system": "https://example.org/ids"})),
    "pld-3": ("r5", doing(goalId=["cure"])),
}  # fmt: skip


@pytest.mark.parametrize("key", sorted({rule.key for rule in RULES}))
def test_every_invariant_is_found_broken(key: str) -> None:
    release, value = BROKEN[key]
    messages = [problem.message for problems in defects(value, release).values() for problem in problems]
    assert {message.partition(": ")[0] for message in messages if re.match(r"[a-zR]+-\w+: ", message)} == {key}


# fhir.resources


def opinion(value: Any, release: str) -> str | None:
    """What fhir.resources says of a file, None where it has nothing to say; R4 with the models of R4B."""
    if release == "r4":
        from fhir.resources.R4B import get_fhir_model_class
    else:
        from fhir.resources import get_fhir_model_class
    try:
        get_fhir_model_class(value["resourceType"]).model_validate_json(json.dumps(value))
    except KeyError:
        return "no such resource"
    except ValueError as error:
        return str(error)
    return None


STRICTER = {
    "bundle-invariant-broken/good-document": "the Composition is cut short, and is no resource of the tables",
}
"""Where fhir.resources objects and the checks do not."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_objects_where_fhir_resources_does(loader: Loader, path: Path) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    said = opinion(value, read_fhir(json.dumps(value), "any.json").release)
    if f"{path.parent.name}/{path.stem}" in STRICTER:
        assert said is not None
    elif said is not None:
        assert objections(loader, value) != [], said


# One-step mutants

Steps = tuple[str | int, ...]
REQUIRED = {
    "Bundle": ("type",), "PlanDefinition": ("status",), "ActivityDefinition": ("status",),
    "Library": ("status", "type"), "Group": ("type",), "DocumentReference": ("status", "content"),
    "MedicationRequest": ("status", "intent", "subject"), "RequestGroup": ("status", "intent"),
    "RequestOrchestration": ("status", "intent"),
}  # fmt: skip
CODED = {
    "status", "intent", "kind", "relationship", "periodUnit", "durationUnit", "selectionBehavior", "groupingBehavior",
    "requiredBehavior", "precheckBehavior", "cardinalityBehavior", "method", "comparator",
}  # fmt: skip
WRONG = {str: 7, int: "7", float: "7", bool: "true", dict: "x", list: "x"}


def places(value: Any, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every named value, without those of a resource the tables do not hold."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        if isinstance(step, str):
            yield (*path, step), inner
        yield from places(inner, (*path, step))


def changed(value: Any, path: Steps, change: Callable[[Any, Any], None]) -> Any:
    """A copy in which `change` was done to the object or list that holds the last step."""
    value = copy.deepcopy(value)
    holder = value
    for step in path[:-1]:
        holder = holder[step]
    change(holder, path[-1])
    return value


def put(new: Callable[[Any], Any]) -> Callable[[Any, Any], None]:
    def change(holder: Any, step: Any) -> None:
        holder[step] = new(holder[step])

    return change


def drop(holder: Any, step: Any) -> None:
    del holder[step]


def rename(holder: Any, step: Any) -> None:
    holder[f"{step}X"] = holder.pop(step)


def mutants(value: Any) -> Iterator[tuple[str, Steps, Any]]:
    """Each kind of change at one place of each kind."""
    seen: set[Steps] = set()
    for path, inner in places(value):
        kind = tuple(step for step in path if isinstance(step, str))
        if kind in seen or path[-1] in ("div", "resourceType"):
            continue
        seen.add(kind)
        yield "renamed", path, changed(value, path, rename)
        yield "wrong type", path, changed(value, path, put(lambda old: WRONG[type(old)]))
        if isinstance(inner, list):
            yield "out of its list", path, changed(value, path, put(lambda old: old[0]))
        else:
            yield "in a list", path, changed(value, path, put(lambda old: [old]))
        yield (
            "emptied",
            path,
            changed(value, path, put(lambda old: type(old)() if isinstance(old, str | list | dict) else None)),
        )
        if path[-1] in CODED and isinstance(inner, str):
            yield "wrong code", path, changed(value, path, put(lambda old: f"{old}x"))
    for path, inner in [((), value), *places(value)]:
        for name in REQUIRED.get(inner.get("resourceType"), ()) if isinstance(inner, dict) else ():
            yield "dropped", (*path, name), changed(value, (*path, name), drop)


ORIGINALS = [
    "fhir_bundles/r4/ino-mrd.json", "fhir_bundles/r5/ino-mrd.json",
    "tests/checks/fhir/element-missing/good.json", "tests/checks/fhir/element-missing/good-r5.json",
    "tests/checks/fhir/timing-invariant-broken/good.json", "tests/checks/fhir/amount-invariant-broken/good.json",
    "tests/checks/fhir/extension-misplaced/good.json", "tests/checks/fhir/extension-misplaced/good-orchestration.json",
    "tests/checks/fhir/element-of-other-release/good-group.json",
    "tests/checks/fhir/bundle-invariant-broken/good-r5.json",
]  # fmt: skip


@pytest.mark.parametrize("name", ORIGINALS)
def test_no_one_step_mutant_survives(loader: Loader, name: str) -> None:
    value = json.loads((ROOT / name).read_text(encoding="utf-8"))
    assert objections(loader, value) == []
    survivors = [(kind, path) for kind, path, mutant in mutants(value) if not objections(loader, mutant)]
    assert survivors == []
