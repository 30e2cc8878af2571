"""What a real engine makes of each plan for invented patients: as recorded, and as written by hand."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from interop import made
from interop.engine import PLANS, Applied, Job, applied, jobs, read
from interop.fixtures import APPLY, RELEASES, elements_of, load, made_text, name_of, plan_of, run_all, tried_of
from interop.patients import PATIENTS, Invented
from interop.running import hapi
from interop.should import by_hand, lines

SHOULD = load(APPLY / "should.yaml")
Results = dict[str, tuple[list[Applied], list[Applied]]]


@pytest.fixture(scope="module")
def results(tools_ready: None) -> Results:
    return {release: run_all(release) for release in RELEASES}


@pytest.mark.parametrize("release", RELEASES)
def test_every_plan_becomes_what_the_paper_says(results: Results, release: str) -> None:
    for each in results[release][0]:
        for group in each.groups:
            became = lines(made.rows(each, group))
            expected = by_hand(SHOULD[plan_of(group)], each.patient)
            assert list(became.items()) == list(expected.items()), f"{each.plan} for {each.patient}"


@pytest.mark.parametrize("release", RELEASES)
def test_a_plan_made_of_plans_has_all_of_them(results: Results, release: str) -> None:
    parts = {each.plan: sorted(plan_of(group) for group in each.groups[1:]) for each in results[release][0]}
    assert parts["ino-vate"] == ["ino-vate-flag", "ino-vate-hidac", "ino-vate-inotuzumab", "ino-vate-mxn-ara-c"]
    assert parts["mini-hcvd-ino-pathway"] == [
        "blinatumomab-consolidation", "mini-hcvd-ino", "mini-hcvd-ino-fractionated", "pomp", "pomp-blinatumomab",
    ]  # fmt: skip
    assert sum(map(len, parts.values())) == 9


@pytest.mark.parametrize("release", RELEASES)
def test_the_engine_had_no_errors(results: Results, release: str) -> None:
    assert {(each.plan, each.patient): each.errors for each in results[release][0] if each.errors} == {}


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("plan", PLANS)
def test_the_engine_makes_what_is_recorded(results: Results, plan: str, release: str) -> None:
    recorded = name_of(plan).read_text(encoding="utf-8").split("\n", 1)[1]
    assert made_text([each for each in results[release][0] if each.plan == plan]) == recorded


@pytest.mark.parametrize("release", RELEASES)
def test_what_is_kept_and_lost_is_recorded(results: Results, release: str) -> None:
    assert elements_of(results[release][0]) == load(APPLY / "elements.yaml")[release]


@pytest.mark.parametrize("release", RELEASES)
def test_other_encodings_and_broken_bundles(results: Results, release: str) -> None:
    assert tried_of(results[release][1]) == load(APPLY / "tried.yaml")[release]


def test_the_operation_of_a_server_makes_the_same(tools_ready: None) -> None:
    today = datetime.now(UTC).date()
    headers = {"Content-Type": "application/fhir+json"}
    with hapi("r4") as server, httpx.Client(base_url=server.address, timeout=120, headers=headers) as client:
        for job in jobs("r4"):
            client.post("/", content=job.text).raise_for_status()
        for resource in (resource for patient in PATIENTS for resource in patient.resources(today)):
            place = f"/{resource['resourceType']}/{resource['id']}"
            client.put(place, content=json.dumps(resource)).raise_for_status()
        answers = [_apply(client, job) for job in jobs("r4")]
    for plan in PLANS:
        recorded = name_of(plan).read_text(encoding="utf-8").split("\n", 1)[1]
        assert made_text([answer for answer in answers if answer.plan == plan]) == recorded
    assert elements_of(answers) == load(APPLY / "elements.yaml")["r4"]


def _apply(client: httpx.Client, job: Job) -> Applied:
    answer = client.get(f"/PlanDefinition/{job.plan}-1.0.0/$apply", params={"subject": f"Patient/{job.patient.id}"})
    answer.raise_for_status()
    return applied(job, read(answer.text))


def test_patients_keep_their_age_whatever_day_it_is() -> None:
    for days in range(0, 1500, 7):
        today = date(2027, 1, 1) + timedelta(days)
        for around in (today - timedelta(1), today, today + timedelta(1)):
            assert [_age(patient, today, around) for patient in PATIENTS] == [54, 55, 61, None]


def _age(patient: Invented, made_on: date, today: date) -> int | None:
    born = patient.born(made_on)
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def test_a_wrong_dose_or_branch_is_not_what_the_paper_says() -> None:
    """The lines that are compared hold dose, day, route, cycle and branch: each change of one of them shows."""
    row = {"cycles": "Cycle 1", "days": [1], "drug": "vincristine", "dose": "2 mg", "route": "oral", "from cycle": [2]}
    changes = ({"days": [2]}, {"dose": "2.0 mg"}, {"route": "intravenous"}, {"cycles": "Cycle 2"}, {"from cycle": [3]},
               {"timing": "12 times"}, {"drug": "vinblastine"})  # fmt: skip
    assert all(lines([row]) != lines([row | change]) for change in changes)
