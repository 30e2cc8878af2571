"""Requests for a patient are read and judged as plans are: RequestGroup, RequestOrchestration and their orders."""

from __future__ import annotations

import json
import random
from pathlib import Path
from time import process_time
from typing import Any

from conftest import ROOT, Run
from dosetrace.checks.load import Loader
from dosetrace.checks.registry import checks
from dosetrace.checks.run import run
from dosetrace.findings import InputError
from test_any_shape import answer, disfigured

EXAMPLES = ROOT / "tests/checks"
AREAS = ("dose", "timing", "cycle", "day", "total", "order")
GROUP = EXAMPLES / "dose/far-from-its-other-doses/good-group-r5.json"
CASES = 300


def findings(loader: Loader, value: Any) -> list[str]:
    subject = loader.fhir(json.dumps(value), "any.json")
    return [f"{finding.check}: {finding.problem.message}" for finding in run([subject], checks())]


def test_schedule_of_a_group_of_requests(dosetrace: Run) -> None:
    schedule = json.loads(dosetrace("schedule", GROUP, "--format", "json").stdout)
    (block,) = schedule["blocks"]
    assert (block["cycles"], block["length"]["low"]) == ([1, 2, 3, 4], "28")
    assert [(dose["days"], dose["dose"]["low"]) for dose in block["doses"]] == [([1], "2"), ([8], "1")]
    # 2 mg on day 1 and 1 mg on day 8, 4 times: (2 + 1) × 4 = 12
    assert schedule["course_totals"][0]["low"] == "12"


def test_a_resource_without_actions_has_no_schedule(dosetrace: Run) -> None:
    done = dosetrace("schedule", EXAMPLES / "dose/not-positive/good-request-r5.json")
    assert done.returncode == 2
    assert "has no PlanDefinition, RequestGroup or RequestOrchestration" in done.stderr


def chain(length: int) -> dict[str, Any]:
    """A plan of so many actions, each after the one before it."""
    actions = [{"id": f"a{number}", "title": "step"} for number in range(length)]
    related = [[{"actionId": f"a{number - 1}", "relationship": "after-end"}] for number in range(1, length)]
    following = [{**action, "relatedAction": relation} for action, relation in zip(actions[1:], related, strict=True)]
    return {"resourceType": "PlanDefinition", "id": "chain", "status": "draft", "action": [actions[0], *following]}


def test_a_long_chain_of_actions_takes_a_short_time(loader: Loader) -> None:
    plan, chosen = chain(5000), [check for check in checks() if check.id.startswith("order/")]
    subject = loader.fhir(json.dumps(plan), "chain.json")
    begun = process_time()
    assert run([subject], chosen) == []
    assert process_time() - begun < 5


def test_a_circle_through_a_long_chain_is_found_once(loader: Loader) -> None:
    plan = chain(500)
    plan["action"][0]["relatedAction"] = [{"actionId": "a499", "relationship": "after"}]
    found = [line for line in findings(loader, plan) if line.startswith("order/")]
    names = '"a0" after "a499" after "a498" after "a497" after "a496" after "a495" after … after "a0"'
    assert found == [f"order/circular: {names}: none of them can be the first"]


def test_requests_of_any_shape(loader: Loader) -> None:
    dice = random.Random("requests")
    files = [file for area in AREAS for file in sorted((EXAMPLES / area).glob("*/*.json"))]
    values = [json.loads(Path(file).read_text(encoding="utf-8")) for file in files]
    for _ in range(CASES):
        try:
            subject = loader.fhir(json.dumps(disfigured(dice.choice(values), dice)), "any.json")
        except InputError:
            continue
        answer(subject)
