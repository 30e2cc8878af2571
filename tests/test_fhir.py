"""The bundles: the same schedule read back, every number accounted for, and bundles of others."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, elements
from dosetrace.checks.load import Loader
from dosetrace.course import schedule_of
from dosetrace.fhir.read.document import read_fhir
from dosetrace.fhir.read.facts import facts_of
from dosetrace.fhir.read.plan import read_schedule
from dosetrace.report.values import schedule_value
from dosetrace.terminology import codes

NAMES = sorted(path.stem for path in (ROOT / "protocols").glob("*.yaml"))
BOTH = [(release, name) for release in ("r4", "r5") for name in NAMES]


def bundle_path(release: str, name: str) -> Path:
    return ROOT / "fhir_bundles" / release / f"{name}.json"


def load(release: str, name: str) -> Any:
    return json.loads(bundle_path(release, name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("release", "name"), BOTH)
def test_reads_back_as_the_protocol(loader: Loader, release: str, name: str) -> None:
    document = read_fhir(bundle_path(release, name).read_text(encoding="utf-8"), name)
    found = read_schedule(document)
    assert document.release == release
    assert found is not None
    expected = schedule_of(loader.regimen(name), loader.regimen)
    assert schedule_value(found, "x") == schedule_value(expected, "x")


@pytest.mark.parametrize(("release", "name"), BOTH)
def test_parses_in_fhir_resources(release: str, name: str) -> None:
    if release == "r4":
        from fhir.resources.R4B.bundle import Bundle
    else:
        from fhir.resources.bundle import Bundle
    parsed = Bundle.model_validate_json(bundle_path(release, name).read_text(encoding="utf-8"))
    assert len(parsed.entry) == len(load(release, name)["entry"])


@pytest.mark.parametrize(("release", "name"), BOTH)
def test_every_number_is_quoted_derived_or_absent(release: str, name: str) -> None:
    document = read_fhir(bundle_path(release, name).read_text(encoding="utf-8"), name)
    unproven = [fact.path for fact in facts_of(document) if not fact.quotes and fact.derived is None]
    assert unproven == []


def joined(text: str) -> str:
    """Without white space and hyphens, where lines may have been broken."""
    return re.sub(r"[\s-]", "", text)


@pytest.mark.parametrize(("release", "name"), BOTH)
def test_every_reference_slices_words_of_the_seed(release: str, name: str) -> None:
    bundle = load(release, name)
    texts = {}
    for entry in bundle["entry"]:
        if entry["resource"]["resourceType"] == "DocumentReference":
            attachment = entry["resource"]["content"][0]["attachment"]
            data = base64.b64decode(attachment["data"])
            assert base64.b64encode(hashlib.sha1(data).digest()).decode() == attachment["hash"]
            own, source = (item["value"] for item in entry["resource"]["identifier"])
            assert own == entry["resource"]["id"]
            seed = (ROOT / "seeds" / f"{source}.txt").read_text(encoding="utf-8")
            texts[f"DocumentReference/{entry['resource']['id']}"] = (data.decode(), joined(seed))
    slices = 0
    for element in elements(bundle):
        if str(element.get("url", "")).endswith("/derivation-reference"):
            parts = {part["url"]: part for part in element["extension"]}
            text, seed = texts[parts["reference"]["valueReference"]["reference"]]
            start, length = parts["offset"]["valueInteger"], parts["length"]["valueInteger"]
            words = text[start : start + length]
            assert joined(words) in seed, words
            slices += 1
    assert slices


@pytest.mark.parametrize(("release", "name"), BOTH)
def test_is_a_self_contained_transaction(release: str, name: str) -> None:
    bundle = load(release, name)
    assert (bundle["type"], bundle["entry"][0]["resource"]["resourceType"]) == ("transaction", "PlanDefinition")
    places = [f"{e['resource']['resourceType']}/{e['resource']['id']}" for e in bundle["entry"]]
    assert len(places) == len(set(places))
    addresses = {f"{e['resource'].get('url')}|{e['resource'].get('version')}" for e in bundle["entry"]}
    for entry, place in zip(bundle["entry"], places, strict=True):
        resource = entry["resource"]
        assert entry["fullUrl"] == f"https://w3id.org/dosetrace/fhir/{place}"
        assert entry["request"] == {"method": "PUT", "url": place}
        assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", resource["id"])
        assert resource["text"]["div"].startswith('<div xmlns="http://www.w3.org/1999/xhtml">')
        if "name" in resource and resource["resourceType"] != "Group":
            assert re.fullmatch(r"[A-Z][A-Za-z0-9_]{1,254}", resource["name"])
    for element in elements(bundle):
        assert [] not in element.values()
        if "definitionCanonical" in element:
            assert element["definitionCanonical"] in addresses
        if "reference" in element and "language" not in element:
            assert element["reference"] in places


def test_codes_are_those_of_the_table() -> None:
    known = {(code.system, code.code) for found in codes().values() for code in found}
    owned = ("rxnorm", "whocc", "snomed", "Thesaurus", "loinc", "unii", "icd-10")
    for release, name in BOTH:
        for element in elements(load(release, name)):
            system = str(element.get("system", ""))
            if any(word in system for word in owned):
                assert (system, element["code"]) in known


def test_shared_resources_are_the_same_in_every_bundle() -> None:
    for release in ("r4", "r5"):
        seen: dict[str, Any] = {}
        for name in NAMES:
            for entry in load(release, name)["entry"]:
                assert seen.setdefault(entry["fullUrl"], entry["resource"]) == entry["resource"]


def test_decimals_are_as_written() -> None:
    text = bundle_path("r4", "ino-vate-flag").read_text(encoding="utf-8")
    assert '"value": 2.0,' in text
    assert '"value": 30,' in text


def test_the_trial_has_two_choices_of_exactly_one() -> None:
    plan = load("r4", "ino-vate")["entry"][0]["resource"]
    arm = plan["action"][0]["action"][0]
    assert (arm["id"], arm["selectionBehavior"], len(arm["action"])) == ("arm", "exactly-one", 2)
    inner = arm["action"][1]
    assert (inner["id"], inner["selectionBehavior"], len(inner["action"])) == ("standard-of-care", "exactly-one", 3)


def test_a_response_has_three_branches() -> None:
    plan = load("r4", "ino-vate-inotuzumab")["entry"][0]["resource"]
    cycle = plan["action"][0]["action"][0]
    assert (cycle["timingTiming"]["repeat"]["countMax"], cycle["timingTiming"]["repeat"]["periodMax"]) == (6, 28)
    texts = [branch["condition"][0]["expression"]["description"] for branch in cycle["action"][0]["action"]]
    assert texts == ["CR or CRi not achieved", "CR or CRi achieved", "response not assessed: decide"]
    assert "definitionCanonical" not in cycle["action"][0]["action"][2]


# Bundles of others ------------------------------------------------------------------------------------------------

UCUM = "http://unitsofmeasure.org"


def days(*numbers: int) -> list[Any]:
    parts = [{"url": "day", "valueInteger": number} for number in numbers]
    return [{"url": "http://hl7.org/fhir/StructureDefinition/timing-daysOfCycle", "extension": parts}]


def foreign(*actions: Any, repeat: Any, target: str = "actionId") -> Any:
    """A plan in the manner of others: contained definition, cycle as an action with a Timing."""
    dose = {"value": 40, "unit": "mg/m2", "system": UCUM, "code": "mg/m2"}
    definition = {
        "resourceType": "ActivityDefinition",
        "id": "a",
        "status": "draft",
        "productCodeableConcept": {"text": "Exampline"},
        "dosage": [{"doseAndRate": [{"doseQuantity": dose}]}],
    }
    cycle = {"id": "cycle", "timingTiming": {"repeat": repeat}, "action": list(actions)}
    return {
        "resourceType": "PlanDefinition",
        "id": "p",
        "status": "draft",
        "contained": [definition],
        "action": [cycle],
    }


def offset(number: int, code: str = "d") -> Any:
    duration = {"value": number, "unit": code, "system": UCUM, "code": code}
    return [{"actionId": "cycle", "relationship": "after-start", "offsetDuration": duration}]


DURATION = {"count": 6, "duration": 21, "durationUnit": "d"}
PERIOD = {"count": 6, "frequency": 1, "period": 21, "periodUnit": "d"}
FOREIGN = {
    "one action with two days": foreign({"definitionCanonical": "#a", "extension": days(1, 8)}, repeat=DURATION),
    "two actions with a day each": foreign(
        {"definitionCanonical": "#a", "extension": days(1)},
        {"definitionCanonical": "#a", "extension": days(8)},
        repeat=PERIOD,
    ),
    "offsets": foreign(
        {"definitionCanonical": "#a", "relatedAction": offset(0)},
        {"definitionCanonical": "#a", "relatedAction": offset(7)},
        repeat=PERIOD,
    ),
    "offset in weeks": foreign(
        {"definitionCanonical": "#a", "relatedAction": offset(0)},
        {"definitionCanonical": "#a", "relatedAction": offset(1, "wk")},
        repeat={"countMax": 6, "count": 6, "duration": 3, "durationUnit": "wk"},
    ),
    "days on a group": foreign({"extension": days(1, 8), "action": [{"definitionCanonical": "#a"}]}, repeat=DURATION),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_cycles_and_days_of_others(name: str) -> None:
    schedule = read_schedule(read_fhir(json.dumps(FOREIGN[name]), name))
    assert schedule is not None
    [block] = schedule.blocks
    [dose] = block.doses
    assert (block.cycles, dose.drug, dose.days, str(dose.amount)) == (
        (1, 2, 3, 4, 5, 6),
        "Exampline",
        (1, 8),
        "40 mg/m2",
    )
    assert block.length is not None
    assert block.length.unit.code in ("d", "wk")


def test_alternative_cycles_begin_with_the_same_number() -> None:
    plan = foreign({"definitionCanonical": "#a", "extension": days(1)}, repeat=DURATION)
    other = json.loads(json.dumps(plan["action"][0]))
    plan["action"] = [{"selectionBehavior": "exactly-one", "action": [plan["action"][0], {**other, "id": "other"}]}]
    schedule = read_schedule(read_fhir(json.dumps(plan), "x"))
    assert schedule is not None
    assert [block.cycles for block in schedule.blocks] == [(1, 2, 3, 4, 5, 6)]


def test_a_release_is_found_out_from_the_content() -> None:
    plan = foreign({"definitionCanonical": "#a", "extension": days(1)}, repeat=DURATION)
    assert read_fhir(json.dumps(plan), "x").release == "r4"
    plan["action"][0]["relatedAction"] = [{"targetId": "x", "relationship": "after"}]
    assert read_fhir(json.dumps(plan), "x").release == "r5"
    assert read_fhir(json.dumps(plan), "x", "r4").release == "r4"
