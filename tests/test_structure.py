"""The structural checks: every invariant accounted for, a second opinion, and one-step mutants that none survives."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from dosetrace.checks.load import Loader
from dosetrace.checks.registry import checks
from dosetrace.fhir.definitions.invariants.rules import ELSEWHERE, RULES
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
