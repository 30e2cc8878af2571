"""Every bundle on real servers: in, again, back number by number, found, and taken out in one call."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from interop.running import Running
from interop.tools import CHECKOUT

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Up = tuple[str, Running]
JSON = "application/fhir+json"
BASE = "https://w3id.org/dosetrace/fhir"
NAMES = [
    "blinatumomab-consolidation", "ino-mrd", "ino-vate", "ino-vate-flag", "ino-vate-hidac", "ino-vate-inotuzumab",
    "ino-vate-mxn-ara-c", "mini-hcvd-ino", "mini-hcvd-ino-fractionated", "mini-hcvd-ino-pathway", "pomp",
    "pomp-blinatumomab",
]  # fmt: skip


def text(release: str, name: str) -> str:
    return (CHECKOUT / "fhir_bundles" / release / f"{name}.json").read_text(encoding="utf-8")


def exact(body: str) -> Any:
    """JSON in which `0.80` is not `0.8`."""
    return json.loads(body, parse_float=lambda figures: ("decimal", figures))


def client(up: Running) -> httpx.Client:
    return httpx.Client(base_url=up.address, timeout=120, headers={"Cache-Control": "no-cache"})


def post(http: httpx.Client, body: str) -> httpx.Response:
    return http.post("", content=body.encode(), headers={"Content-Type": JSON})


@pytest.fixture(scope="session")
def loaded(server: Up) -> Up:
    """The server after the first import of every bundle as a user posts it, our search parameter before them."""
    release, up = server
    with client(up) as http:
        define(http, CHECKOUT / f"fhir_bundles/definitions/{release}/SearchParameter-plan-refers-to.json")
        for name in NAMES:
            answer = post(http, text(release, name))
            assert answer.status_code == 200, answer.text[:1000]
            statuses = [entry["response"]["status"][:3] for entry in answer.json()["entry"]]
            assert len(statuses) == len(json.loads(text(release, name))["entry"])
            assert set(statuses) <= {"200", "201"}
    return server


def define(http: httpx.Client, file: Path) -> None:
    """Puts the search parameter and waits until the server indexes by it."""
    put = http.put(file.stem.replace("-", "/", 1), content=file.read_bytes(), headers={"Content-Type": JSON})
    assert put.status_code == 201, put.text
    for _ in range(100):
        if '"refers-to"' in http.get("metadata").text:
            return
        time.sleep(0.2)
    raise AssertionError("the server does not take the search parameter")


def resources(release: str) -> dict[str, Any]:
    """Every resource of every bundle by its place."""
    return {
        entry["request"]["url"]: entry["resource"] for name in NAMES for entry in exact(text(release, name))["entry"]
    }


def test_the_second_import_makes_nothing_new(loaded: Up) -> None:
    release, up = loaded
    with client(up) as http:
        for name in NAMES:
            answer = post(http, text(release, name)).json()
            assert {entry["response"]["status"][:3] for entry in answer["entry"]} == {"200"}
        for place in resources(release):
            history = http.get(f"{place}/_history").json()
            assert [entry["resource"]["meta"]["versionId"] for entry in history["entry"]] == ["1"], place


def test_every_resource_comes_back_as_it_was_sent_number_by_number(loaded: Up) -> None:
    release, up = loaded
    sent = resources(release)
    assert len(sent) == 82
    with client(up) as http:
        for place, resource in sent.items():
            found = exact(http.get(place).text)
            assert found.pop("meta")["versionId"] == "1"
            assert found == resource, place
    assert ("decimal", "2.0") in list(values(sent)), "a number that would show rounding is among them"


def values(value: Any) -> Any:
    yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from values(inner)


def test_the_course_read_from_the_server_is_that_of_the_protocol(loaded: Up, dosetrace: Run, tmp_path: Path) -> None:
    _, up = loaded
    pulled = dosetrace("pull", up.address, "--output", tmp_path)
    assert pulled.returncode == 0, pulled.stdout
    assert "0 errors, 0 warnings, 0 notes in 12 FHIR files" in pulled.stdout
    for name in NAMES:
        found, expected = (
            json.loads(dosetrace("schedule", target, "--format", "json").stdout)
            for target in (tmp_path / f"{name}-1.0.0.json", name)
        )
        assert found.pop("read_from") != expected.pop("read_from")
        assert found == expected, name


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"url": f"{BASE}/PlanDefinition/ino-vate"}, {"ino-vate-1.0.0"}),
        ({"url": f"{BASE}/PlanDefinition/ino-vate", "version": "1.0.0"}, {"ino-vate-1.0.0"}),
        ({"name": "MiniHcvdIno"},
         {"mini-hcvd-ino-1.0.0", "mini-hcvd-ino-fractionated-1.0.0", "mini-hcvd-ino-pathway-1.0.0"}),
        ({"name:exact": "MiniHcvdIno"}, {"mini-hcvd-ino-1.0.0"}),
        ({"identifier": "http://clinicaltrials.gov|NCT03441061"}, {"ino-mrd-1.0.0"}),
        ({"context": "http://snomed.info/sct|91856007"}, {"ino-mrd-1.0.0"}),
        ({"context-type-value": "focus$http://snomed.info/sct|91856007"}, {"ino-mrd-1.0.0"}),
    ],
)  # fmt: skip
def test_a_search_finds_it(loaded: Up, query: dict[str, str], expected: set[str]) -> None:
    with client(loaded[1]) as http:
        answer = http.get("PlanDefinition", params=query).json()
    assert {entry["resource"]["id"] for entry in answer.get("entry", [])} == expected


@pytest.mark.parametrize("name", ["ino-vate-inotuzumab", "ino-vate", "mini-hcvd-ino-pathway"])
def test_one_call_gets_the_plan_and_all_it_refers_to(loaded: Up, name: str) -> None:
    """Definitions by a search parameter of FHIR; population and documents by the one of our definitions."""
    release, up = loaded
    wanted = {entry["request"]["url"] for entry in json.loads(text(release, name))["entry"]}
    query = [("url", f"{BASE}/PlanDefinition/{name}"), ("version", "1.0.0"), ("_count", "100")]
    query += [(f"_include{how}", "PlanDefinition:depends-on") for how in ("", ":iterate")]
    with client(up) as http:
        by_fhir = places(http.get("PlanDefinition", params=query).json())
        query += [(f"_include{how}", "PlanDefinition:refers-to") for how in ("", ":iterate")]
        with_ours = places(http.get("PlanDefinition", params=query).json())
    assert by_fhir == {place for place in wanted if not place.startswith(("DocumentReference/", "Group/"))}
    assert with_ours == wanted


def places(bundle: Any) -> set[str]:
    return {f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in bundle["entry"]}
