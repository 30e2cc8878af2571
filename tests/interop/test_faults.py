"""What goes wrong between us and a server: nothing is lost, half stored or told wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from interop import running
from interop.running import Running
from interop.test_servers import BASE, NAMES, client, post, text
from interop.tools import CHECKOUT

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def empty(tools_ready: None) -> Iterator[Running]:
    """An R4 server with nothing on it."""
    with running.hapi("r4") as up:
        yield up


def stored(up: Running) -> dict[str, int]:
    """How many resources of each kind the server has."""
    kinds = ("PlanDefinition", "ActivityDefinition", "Library", "Group", "DocumentReference")
    with client(up) as http:
        counts = {kind: http.get(kind, params={"_summary": "count"}).json()["total"] for kind in kinds}
    return {kind: count for kind, count in counts.items() if count}


def pushed(run: Run, up: Running, *args: str) -> dict[str, Any]:
    """What `push --format json` says of each bundle, by id."""
    value = json.loads(run("push", up.address, "--format", "json", *args).stdout)
    return {bundle["id"]: bundle for bundle in value["bundles"]}


ALL = {"PlanDefinition": 12, "ActivityDefinition": 42, "Library": 4, "Group": 12, "DocumentReference": 12}
POMP = {"PlanDefinition": 1, "ActivityDefinition": 4, "Group": 1, "DocumentReference": 1}


def test_from_empty_to_full_and_again(empty: Running, dosetrace: Run, tmp_path: Path) -> None:
    """One server through a whole life: a bad entry, two pushes at once, an edit by hand, a new version."""
    bad_entry(empty, dosetrace, tmp_path)
    two_at_once(empty)
    edited_by_hand(empty, dosetrace)
    new_version(empty, dosetrace, tmp_path)


def bad_entry(up: Running, dosetrace: Run, folder: Path) -> None:
    """A transaction with one entry the server cannot take leaves nothing, whoever sends it."""
    bundle = json.loads(text("r4", "pomp"))
    bundle["entry"][-1]["resource"]["status"] = "no such status"
    file = folder / "pomp.json"
    file.write_text(json.dumps(bundle), encoding="utf-8")
    with client(up) as http:
        answer = post(http, file.read_text())
    assert answer.status_code == 400
    assert "no such status" in answer.text
    assert stored(up) == {}

    done = dosetrace("push", up.address, file, "--unchecked")
    assert done.returncode == 1
    assert "pomp: 7 missing" in done.stdout
    assert "no such status" in done.stdout
    assert "0 of 1 bundles on" in done.stdout
    assert stored(up) == {}


def two_at_once(up: Running) -> None:
    """The same import by two at the same time: both end well, each resource is there once."""
    command = [sys.executable, "-c", "from dosetrace.cli import main; main()", "push", up.address, "pomp"]
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True), range(4)))
    assert [run.returncode for run in runs] == [0, 0, 0, 0], [run.stdout + run.stderr for run in runs]
    assert stored(up) == POMP
    with client(up) as http:
        history = http.get("PlanDefinition/pomp-1.0.0/_history").json()
    assert [entry["resource"]["meta"]["versionId"] for entry in history["entry"]] == ["1"]


def edited_by_hand(up: Running, dosetrace: Run) -> None:
    """Somebody makes 50 mg of mercaptopurine 500 on the server: pull finds it, push leaves it and says so."""
    with client(up) as http:
        place = "ActivityDefinition/pomp-mercaptopurine-50-mg-x2-1.0.0"
        resource = http.get(place).json()
        assert resource["dosage"][0]["doseAndRate"][0]["doseQuantity"]["value"] == 50
        resource["dosage"][0]["doseAndRate"][0]["doseQuantity"]["value"] = 500
        assert http.put(place, json=resource).status_code == 200

    pulled = dosetrace("pull", up.address)
    assert pulled.returncode == 1
    assert "dose/differs-from-quote" in pulled.stdout
    assert "500 mg" in pulled.stdout

    again = pushed(dosetrace, up, "pomp")["pomp"]
    assert not again["done"]
    assert again["differing"] == [
        {"resource": place, "path": "dosage[0].doseAndRate[0].doseQuantity.value", "sent": "50", "stored": "500"}
    ]
    replaced = pushed(dosetrace, up, "pomp", "--replace")["pomp"]
    assert replaced["replaced"] == [f"{BASE}/ActivityDefinition/pomp-mercaptopurine-50-mg-x2|1.0.0"]
    assert replaced["done"]
    assert dosetrace("pull", up.address).returncode == 0


def new_version(up: Running, dosetrace: Run, folder: Path) -> None:
    """Version 1.1.0 beside 1.0.0: both are found by url and version, and push names the older one."""
    root = folder / "dataset"
    for name in ("protocols", "seeds", "fhir_bundles"):
        shutil.copytree(CHECKOUT / name, root / name)
    (root / "docs/pages").mkdir(parents=True)
    protocol = root / "protocols/pomp.yaml"
    before = protocol.read_text(encoding="utf-8")
    assert "\nversion: 1.0.0\n" in before
    protocol.write_text(before.replace("\nversion: 1.0.0\n", "\nversion: 1.1.0\n"), encoding="utf-8")
    assert dosetrace("build", "--root", root).returncode == 0

    done = dosetrace("push", up.address, "pomp", "--root", root)
    assert done.returncode == 0, done.stdout
    assert "pomp: 7 created" in done.stdout
    assert "also there: version 1.0.0 (PlanDefinition/pomp-1.0.0)" in done.stdout
    assert stored(up) == {kind: 2 * count for kind, count in POMP.items()}
    with client(up) as http:
        for version in ("1.0.0", "1.1.0"):
            found = http.get("PlanDefinition", params={"url": f"{BASE}/PlanDefinition/pomp", "version": version}).json()
            assert [entry["resource"]["id"] for entry in found["entry"]] == [f"pomp-{version}"]


def test_a_server_killed_in_mid_import_and_started_again(tools_ready: None, dosetrace: Run, tmp_path: Path) -> None:
    """What was stored is stored whole, the rest not at all, and pushing again completes it."""
    command = [sys.executable, "-c", "from dosetrace.cli import main; main()", "push"]
    with running.hapi("r4", "--data", tmp_path) as up:
        push = subprocess.Popen(
            [*command, up.address, "--timeout", "20"],
            cwd=CHECKOUT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert push.stdout is not None
        first = push.stdout.readline()
        time.sleep(0.3)
        up.kill()
        _, err = push.communicate(timeout=120)
    assert "created" in first
    assert push.returncode == 2
    assert "Traceback" not in err
    assert err.count("\n") == 1
    assert "cannot be reached" in err or "is not known, push it again" in err or "disconnected" in err

    with running.hapi("r4", "--data", tmp_path) as up:
        wholes = 0
        with client(up) as http:
            for name in NAMES:
                entries = json.loads(text("r4", name))["entry"]
                there = [http.get(entry["request"]["url"]).status_code == 200 for entry in entries]
                wholes += all(there)
                plan_alone = there[0] and not all(there)
                assert not plan_alone, f"{name} is there in part"
        assert 1 <= wholes < len(NAMES)
        assert dosetrace("push", up.address).returncode == 0
        assert stored(up) == ALL


def test_a_server_that_gives_its_own_ids(refusing: Running, dosetrace: Run, tmp_path: Path) -> None:
    """POST with ifNoneExist: the same courses, nothing twice, and every extract is found."""
    done = dosetrace("push", refusing.address)
    assert done.returncode == 0, done.stdout
    assert stored(refusing) == ALL
    again = pushed(dosetrace, refusing)
    assert all(bundle["done"] and not bundle["created"] for bundle in again.values())
    assert stored(refusing) == ALL
    refused = dosetrace("push", refusing.address, "pomp", "--ids", "ours")
    assert refused.returncode == 1
    assert "client-assigned IDs are not enabled" in refused.stdout

    pulled = dosetrace("pull", refusing.address, "pomp", "mini-hcvd-ino-pathway", "--output", tmp_path)
    assert pulled.returncode == 0, pulled.stdout
    for file in tmp_path.iterdir():
        found = json.loads(dosetrace("schedule", file, "--format", "json").stdout)
        expected = json.loads(dosetrace("schedule", found["target"], "--format", "json").stdout)
        assert found | {"read_from": "protocol"} == expected


def test_a_conditional_create_by_hand(refusing: Running, dosetrace: Run) -> None:
    """The transaction that --expand prints for such a server, sent by somebody else's program: finds what is there."""
    run = [sys.executable, "-c", "from dosetrace.cli import main; main()", "push", "http://localhost/fhir"]
    shown = subprocess.run(
        [*run, "ino-mrd", "--expand", "--ids", "server"], cwd=CHECKOUT, capture_output=True, text=True
    )
    body = shown.stdout.split("\n\n", 1)[1]
    with client(refusing) as http:
        first, second = post(http, body), post(http, body)
        found = http.get("PlanDefinition", params={"url": f"{BASE}/PlanDefinition/ino-mrd", "version": "1.0.0"}).json()
    assert first.status_code == 200, first.text[:1000]
    assert {entry["response"]["status"][:3] for entry in second.json()["entry"]} == {"200"}
    assert found["total"] == 1


@pytest.mark.parametrize("ids", ["ours", "server"])
def test_a_second_implementation(medplum: Running, dosetrace: Run, ids: str) -> None:
    """Medplum takes every bundle in both flavours; it writes 2.0 as 2, as JavaScript does: told, and no difference."""
    refused = dosetrace("push", medplum.address, "pomp")
    assert refused.returncode == 2
    assert "expected a CapabilityStatement" in refused.stderr
    options = ("--fhir-version", "r4", "--ids", ids)
    first, second = pushed(dosetrace, medplum, *options), pushed(dosetrace, medplum, *options)
    assert all(bundle["done"] for bundle in (*first.values(), *second.values()))
    assert len({label for bundle in first.values() for label in bundle["created"]}) == 82
    assert not any(bundle["created"] or bundle["replaced"] for bundle in second.values())
    written = [found for bundle in first.values() for found in bundle["rewritten"]]
    assert {(found["sent"], found["stored"]) for found in written} == {("1.0", "1"), ("2.0", "2"), ("3.0", "3")}
    pulled = dosetrace("pull", medplum.address, "--fhir-version", "r4")
    assert pulled.returncode == 0, pulled.stdout


def test_what_hapi_writes_otherwise(refusing: Running) -> None:
    """Why our narratives have no empty cells, and why what is referred to goes first to a server that gives the ids."""
    part = {"url": "reference", "valueReference": {"reference": "urn:uuid:5b8a4b5e-0000-4000-8000-000000000001"}}
    mark = {"extension": [{"url": f"{BASE}/reference-to", "extension": [part]}]}
    div = '<div xmlns="http://www.w3.org/1999/xhtml"><table><tr><td></td><td>it&#x27;s</td></tr></table></div>'
    plan = {
        "resourceType": "PlanDefinition", "status": "draft", "url": "urn:example:facts", "extension": mark["extension"],
        "text": {"status": "generated", "div": div},
        "action": [{"timingTiming": {"repeat": {"count": 1, "_count": mark}}}],
    }  # fmt: skip
    group = {"resourceType": "Group", "type": "person", "actual": False}
    urns = [part["valueReference"]["reference"], "urn:uuid:5b8a4b5e-0000-4000-8000-000000000002"]
    entries = [
        {"fullUrl": urn, "resource": resource, "request": {"method": "POST", "url": resource["resourceType"]}}
        for urn, resource in zip(urns, (group, plan), strict=True)
    ]
    with client(refusing) as http:
        answer = post(http, json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}))
        assert answer.status_code == 200, answer.text
        stored_group, stored_plan = (
            entry["response"]["location"].split("/_history")[0] for entry in answer.json()["entry"]
        )
        found = http.get(stored_plan).json()
        http.delete(stored_plan)
        http.delete(stored_group)
    assert found["text"]["div"] == div.replace("<td></td>", "<td/>").replace("&#x27;", "'")
    on_resource, on_number = found["extension"], found["action"][0]["timingTiming"]["repeat"]["_count"]["extension"]
    assert on_resource[0]["extension"][0]["valueReference"]["reference"] == stored_group
    assert on_number[0]["extension"][0]["valueReference"]["reference"] == urns[0]


@pytest.mark.parametrize("release", ["r4", "r5"])
def test_the_package_installs_in_a_server(tools_ready: None, dosetrace: Run, tmp_path: Path, release: str) -> None:
    """HAPI loads our FHIR package: resources under their own ids, and the definitions.

    In R5 its installer fails at resources that have only identifiers; those come in with the transactions.
    """
    assert dosetrace("build", "--package", "--output", tmp_path).returncode == 0
    package = tmp_path / f"dosetrace.leukaemia.{release}-1.0.0.tgz"
    with running.hapi(release, "--package", package) as up, client(up) as http:
        by_identifier = {"Group", "DocumentReference"} if release == "r5" else set()
        assert stored(up) == {kind: count for kind, count in ALL.items() if kind not in by_identifier}
        derived = http.get("StructureDefinition", params={"url": f"{BASE}/StructureDefinition/derived"}).json()
        assert derived["total"] == 1
        assert http.get("PlanDefinition/pomp-1.0.0").json()["url"] == f"{BASE}/PlanDefinition/pomp"
