"""Runs the engine over plans and patients, and finds its parts in what it made. R4 answers with a CarePlan that
contains everything, R5 with a Bundle."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from interop import tools
from interop.patients import PATIENTS, Invented, bundle
from interop.tools import CHECKOUT

PLANS = sorted(path.stem for path in (CHECKOUT / "fhir_bundles" / "r4").glob("*.json"))
Json = dict[str, Any]


@dataclass(frozen=True)
class Applied:
    """One plan for one patient: what went in and what the engine made of it, decimals as written."""

    plan: str
    patient: str
    given: Json
    result: Json

    @cached_property
    def resources(self) -> list[Json]:
        return [value for value in everything(self.result) if "resourceType" in value]

    @cached_property
    def groups(self) -> list[Json]:
        """The RequestGroups, or what R5 calls RequestOrchestration; the plan's own first, then by id."""
        found = [value for value in self.resources if value["resourceType"] in ("RequestGroup", "RequestOrchestration")]
        return sorted(found, key=lambda group: (group["id"] != self.id, group["id"]))

    @property
    def id(self) -> str:
        return f"{self.plan}-1.0.0"

    @cached_property
    def requests(self) -> dict[str, Json]:
        return {value["id"]: value for value in self.resources if value["resourceType"] == "MedicationRequest"}

    @cached_property
    def definitions(self) -> dict[str, Json]:
        """The definitions that went in, by url and version."""
        found = [value for value in everything(self.given) if "url" in value and "version" in value]
        return {f"{value['url']}|{value['version']}": value for value in found}

    @property
    def errors(self) -> list[str]:
        """What the engine could not do: it says so in an OperationOutcome and goes on without it."""
        outcomes = [value for value in self.resources if value["resourceType"] == "OperationOutcome"]
        issues = [issue for outcome in outcomes for issue in outcome["issue"]]
        return [issue["diagnostics"] for issue in issues if issue["severity"] in ("error", "fatal")]


@dataclass(frozen=True)
class Job:
    """A plan to apply for a patient, with the text of the bundle it is in."""

    plan: str
    patient: Invented
    text: str


def jobs(release: str) -> list[Job]:
    """Every plan of the dataset for every patient."""
    return [Job(plan, patient, bundle_text(release, plan)) for plan in PLANS for patient in PATIENTS]


def bundle_text(release: str, plan: str) -> str:
    return (CHECKOUT / "fhir_bundles" / release / f"{plan}.json").read_text(encoding="utf-8")


def run(release: str, wanted: Sequence[Job]) -> list[Applied]:
    """Applies all of them in one run of the engine."""
    today = datetime.now(UTC).date()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for patient in {job.patient for job in wanted}:
            (folder / f"{patient.id}.json").write_text(bundle(patient, today), encoding="utf-8")
        lines = [_line(folder, turn, job) for turn, job in enumerate(wanted)]
        done = subprocess.run(
            tools.java("server", "Apply", release), input="".join(lines), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        made = [read((folder / f"{turn}.out").read_text(encoding="utf-8")) for turn in range(len(wanted))]
    return [applied(job, result) for job, result in zip(wanted, made, strict=True)]


def applied(job: Job, result: Json) -> Applied:
    return Applied(job.plan, job.patient.id, read(job.text), result)


def _line(folder: Path, turn: int, job: Job) -> str:
    given = folder / f"{turn}.in"
    given.write_text(job.text, encoding="utf-8")
    words = (folder / f"{turn}.out", f"{job.plan}-1.0.0", job.patient.id, folder / f"{job.patient.id}.json", given)
    return "\t".join(map(str, words)) + "\n"


def read(text: str) -> Json:
    """JSON with its decimals as they are written."""
    value: Json = json.loads(text, parse_float=Decimal)
    return value


def everything(value: Any) -> Iterator[Json]:
    """Every object in it, the outer before the inner."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from everything(item)


def actions(parent: Json) -> Iterator[Json]:
    """Every action under a plan or a group of requests, in its order."""
    for action in parent.get("action", []):
        yield action
        yield from actions(action)
